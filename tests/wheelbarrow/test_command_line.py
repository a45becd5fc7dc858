"""manage.py with a database that cannot be used."""

import pytest
from django.core.management import get_commands
from django.db import IntegrityError, connection

from tests.wheelbarrow.servers import free_port
from wheelbarrow.command_line import run
from works.services import scheduler

pytestmark = pytest.mark.django_db(transaction=True)
IS_POSTGRESQL = connection.vendor == "postgresql"
READING = [
    "migrate",
    "check_tree",
    "purge_deleted",
    "clearsessions",
    "flushexpiredtokens",
    "axes_reset",
    "start --wait 0",
]
WRITING = ["seed_demo", "ensure_admin", "run_scheduler --once"]


@pytest.fixture
def unreachable(monkeypatch):
    broken = ("PORT", free_port()) if IS_POSTGRESQL else ("NAME", "/nowhere/wheelbarrow.sqlite3")
    _reconnect(monkeypatch, connection.settings_dict, *broken)


@pytest.fixture
def read_only(monkeypatch):
    name, value = ("options", "-c default_transaction_read_only=on") if IS_POSTGRESQL else _pragma("query_only = 1")
    _reconnect(monkeypatch, connection.settings_dict["OPTIONS"], name, value)


@pytest.fixture
def full(monkeypatch):
    """The file may not grow, as on a full disk, and has no pages that earlier tests left free."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    _reconnect(monkeypatch, connection.settings_dict["OPTIONS"], *_pragma("max_page_count = 1"))


def _pragma(setting):
    return "init_command", f"PRAGMA journal_mode = WAL; PRAGMA {setting}"


def _reconnect(monkeypatch, facts, name, value):
    connection.close()
    monkeypatch.setitem(facts, name, value)


def refusal(command, capsys):
    """Run the command and return its only line on standard error; its exit status must be 1."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        run(["manage.py", *command.split()])
    connection.close()
    # sys.exit() prints a message itself, outside of this process's tests.
    printed = ended.value.code if isinstance(ended.value.code, str) else capsys.readouterr().err
    assert ended.value.code not in (0, None)
    [line] = printed.strip().splitlines()
    assert line.startswith("CommandError: "), command
    return line


@pytest.mark.usefixtures("unreachable")
def test_unreachable_database(capsys, tmp_path, settings):
    settings.ADMIN_EMAIL, settings.ADMIN_PASSWORD = "root@example.org", "hoist the mainsail"
    commands = [*READING, *WRITING, f"backup {tmp_path / 'file'}"]

    lines = {command.split()[0]: refusal(command, capsys) for command in commands}

    assert lines.keys() <= get_commands().keys()
    started = lines.pop("start")
    assert "did not answer in 0 s" in started
    assert "No backup was written" in lines.pop("backup")
    assert {line.split(":")[1] for line in lines.values()} == {" The database cannot be reached"}


@pytest.mark.usefixtures("read_only")
def test_read_only_database(capsys, settings):
    settings.ADMIN_EMAIL, settings.ADMIN_PASSWORD = "root@example.org", "hoist the mainsail"

    for command in WRITING:
        assert "The database is read-only" in refusal(command, capsys)


@pytest.mark.skipif(IS_POSTGRESQL, reason="PostgreSQL reports its own disk")
@pytest.mark.usefixtures("full")
def test_full_disk(capsys):
    assert "The disk of the database is full" in refusal("seed_demo", capsys)


def test_missing_tables(capsys):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_session RENAME TO hidden")
    try:
        assert "apply the migrations with manage.py migrate" in refusal("clearsessions", capsys)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE hidden RENAME TO django_session")


@pytest.mark.usefixtures("unreachable")
def test_traceback_is_shown_on_request():
    with pytest.raises(Exception, match=r"unable to open|refused"):
        run(["manage.py", "clearsessions", "--traceback"])
    connection.close()


def test_bug_keeps_its_traceback(monkeypatch):
    def fail(**_options):
        raise IntegrityError

    monkeypatch.setattr(scheduler.Scheduler.objects, "beat", fail)

    with pytest.raises(IntegrityError):
        run(["manage.py", "run_scheduler", "--once"])
