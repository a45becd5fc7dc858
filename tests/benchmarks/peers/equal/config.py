"""The settings, by the names that Wheelbarrow has for them."""

import os

DATABASE_URL = os.environ["DATABASE_URL"]
SECRET_KEY = os.environ["SECRET_KEY"]
# `1200/min`: the requests that one person may make in each minute of the clock.
MOST_REQUESTS = int(os.environ.get("THROTTLE_USER", "1200/min").removesuffix("/min"))
SPAN = 60
QUOTA_ROWS, QUOTA_BYTES = 200_000, 256 * 2**20
LONGEST_BODY = 2**20
# What a weak ETag contains besides the person and the address.
VERSION, TRASH_DAYS = "1.0.0", 30
CONNECTIONS = 16
# Those of wheelbarrow/wsgi.py and wheelbarrow/environment.py.
DATABASE_SETTINGS = {
    "random_page_cost": "1.1",
    "statement_timeout": "20s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "30s",
}
