"""Backups of the whole database. `sqlite` and `postgresql` each have `write`, `read` and `replace`; `copying` uses them."""
