"""The export of a big account in bounded memory, and an account that goes to the other database and back."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from accounts.models import User
from tests.architecture.source import ROOT
from tests.makers import NOON, make_category, make_user
from tests.proofs.test_processes import database_url
from tests.works.exchange.account.scenes import contents_of, export, make_everything, restore
from wheelbarrow.core.history.acts import acting
from wheelbarrow.core.history.recording import insert_all
from wheelbarrow.core.models import Change
from works.models import Work

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]


def make_works(user, number):
    """Make works by one act, so that each has a change."""
    category = make_category(user=user, name="Many")
    works = [
        Work(
            user=user,
            category=category,
            title=f"일 {n}",
            content=f"{n} " * 40,
            position=n,
            created_at=NOON,
            updated_at=NOON,
        )
        for n in range(number)
    ]
    with acting("created", user=user, at=NOON):
        insert_all(works)


def run(url, *arguments):
    """Run account_process.py on a database; return what it measured."""
    command = [sys.executable, "tests/proofs/account_process.py", *map(str, arguments)]
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT), "DEBUG": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_200_000_works_are_exported_in_60_megabytes(ann, tmp_path, capsys):
    for _ in range(20):
        make_works(ann, 10_000) if not Work.objects.exists() else copy_works(ann)

    found = run(database_url(), "export", ann.email, tmp_path / "ann.zip")

    with capsys.disabled():
        sys.stdout.write(f"\n{connection.vendor}: 200,000 works with their history: {found}\n")
    assert Work.objects.count() == 200_000
    assert found["more"] < 60


def copy_works(user):
    """Copy the first 10,000 works and their changes once more, in the database."""
    works = [field.column for field in Work._meta.concrete_fields if field.name != "id"]
    changes = [field.column for field in Change._meta.concrete_fields if field.name != "id"]
    with connection.cursor() as cursor:
        for table, columns in (("works_work", works), ("wheelbarrow_change", changes)):
            names = ", ".join(map(connection.ops.quote_name, columns))
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {table} ORDER BY id LIMIT 10000")


def test_an_account_goes_to_the_other_database_and_back(ann, tmp_path, capsys):
    # Given: on PostgreSQL the other one is SQLite
    make_everything(ann)
    make_works(ann, 20_000)
    url = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    environment = {**os.environ, "DATABASE_URL": url, "DEBUG": "1"}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    (tmp_path / "there.zip").write_bytes(export(ann))

    # When
    there = run(url, "import", "eve@example.org", tmp_path / "there.zip", tmp_path / "there.json")
    back = run(url, "export", "eve@example.org", tmp_path / "back.zip")
    with capsys.disabled():
        sys.stdout.write(f"\nfrom {connection.vendor} to sqlite, 20,000 works: import {there}, export {back}\n")
    home = make_user("home@example.org", time_zone="Asia/Seoul")
    restore(home, (tmp_path / "back.zip").read_bytes())

    # Then
    expected = json.loads(json.dumps(contents_of(ann), default=str))
    found = json.loads((tmp_path / "there.json").read_text())
    for name, rows in expected.items():
        assert rows == found[name], name
    again = json.loads(json.dumps(contents_of(home), default=str))
    for name in expected.keys() - {"changes"}:
        assert again[name] == expected[name], name
    assert User.objects.get(pk=home.pk).version > 1
