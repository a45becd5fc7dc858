"""Reports on 200,000 works in bounded memory: in many categories and in one, of series and with labels."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from tests.architecture.source import ROOT
from tests.makers import make_category, make_label, make_recurring_work
from tests.proofs.test_processes import database_url
from works.choices import Status
from works.models import Work, WorkLabel

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]
NUMBER = 200_000
MOST_MEGABYTES = 64
YEAR = "start=2025-01-01&end=2025-12-31"
API = f"/api/v1/reports/period/?{YEAR}"
ADDRESSES = [
    f"{API}&format=json",
    f"{API}&format=json&as_filed=then",
    f"{API}&format=markdown",
    f"{API}&format=csv",
    f"/report/?{YEAR}",
    f"/report.md?{YEAR}",
    f"/report.csv?{YEAR}",
]


def make_year(user, *, categories):
    """Make works that were finished in 2025: one in ten is of a series, one in ten has a label."""
    places = [make_category(user=user, name=f"Project {number}") for number in range(categories)]
    rules = [make_recurring_work(user=user, starts_on=date(2030, 1, 1), category=place) for place in places[:100]]
    label, start = make_label(user=user), datetime(2025, 1, 2, tzinfo=UTC)
    for first in range(0, NUMBER, 10_000):
        works = []
        for number in range(first, first + 10_000):
            place = places[number // 10 % categories]
            rule = rules[number // 10 % len(rules)] if number % 10 == 0 else None
            works.append(
                Work(
                    user=user,
                    category=place,
                    title=f"일 {number} of a long year",
                    current_status=Status.DONE,
                    end_at=start + timedelta(minutes=number * 2),
                    recurring_work=rule,
                    occurs_on=date(1950, 1, 1) + timedelta(days=number // 10) if rule else None,
                    filed_path=place.path,
                    filed_under=[{"id": place.pk, "name": place.name}],
                    created_at=start,
                    updated_at=start,
                )
            )
        made = Work.objects.bulk_create(works, batch_size=2000)
        links = [WorkLabel(user=user, work=work, label=label) for work in made[1::10]]
        WorkLabel.objects.bulk_create(links, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.parametrize("categories", [200, 1], ids=["many categories", "one category"])
def test_of_a_year_take_64_megabytes_at_most(categories, ann, capsys):
    make_year(ann, categories=categories)

    for address in ADDRESSES:
        found = read(ann, address)

        with capsys.disabled():
            sys.stdout.write(f"\n{connection.vendor}, {categories} categories, {address}: {found}")
        assert found["status"] == 200
        assert found["more"] < MOST_MEGABYTES, address


def read(user, address):
    command = [sys.executable, "tests/proofs/report_process.py", user.email, address, address.replace("2025", "2020")]
    environment = {**os.environ, "DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT), "DEBUG": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])
