"""The servers that `manage.py start` runs: gunicorn or granian, alone or beside the scheduler."""
