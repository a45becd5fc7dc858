"""The settings of the project under a fixed environment, so that no test depends on that of the machine."""

import os
import tempfile
from pathlib import Path

os.environ.update({"SECRET_KEY": "tests-only-" + "x" * 40, "DEBUG": "0", "TIME_ZONE": "UTC", "LANGUAGE_CODE": "en"})
for name in (
    "ALLOWED_HOSTS",
    "REGISTRATION_OPEN",
    "SECURE_SSL_REDIRECT",
    "TRASH_DAYS",
    "HISTORY_DAYS",
    "TRUSTED_PROXIES",
    "EMAIL_URL",
):
    os.environ.pop(name, None)

from wheelbarrow.settings import *  # noqa: E402, F403
from wheelbarrow.settings import DATABASES, REST_FRAMEWORK, STORAGES  # noqa: E402

# A file, not memory: threads and processes share it.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    _folder = tempfile.TemporaryDirectory(prefix="wheelbarrow-")
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_folder.name) / "test.sqlite3")}
else:
    # No test stops the server, and only that could lose what it has not yet written to the disk.
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
DATABASES["default"]["CONN_MAX_AGE"] = 0

# A fast hash, because hundreds of tests log in. tests/accounts/test_hashers.py tests the real list.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Off unless a test turns one on.
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = {"user": None, "auth": None, "feed": None}
