"""Files of SQLite."""

import os
import sqlite3
import stat

import pytest
from django.db.utils import ConnectionHandler

from wheelbarrow.environment import database_settings


@pytest.mark.django_db
@pytest.mark.parametrize("mode", [None, 0o644])
def test_are_readable_by_their_owner_only(tmp_path, mode):
    path = tmp_path / "wheelbarrow.sqlite3"
    if mode:
        sqlite3.connect(path).executescript("CREATE TABLE song (id integer)")
        os.chmod(path, mode)
    database = ConnectionHandler({"default": database_settings(f"sqlite:///{path}")})["default"]

    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE work (id integer)")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    database.close()

    assert modes == dict.fromkeys([f"{path.name}{end}" for end in ("", "-wal", "-shm")], 0o600)
