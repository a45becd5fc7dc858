"""A report is written while its rows are read: a fixed number of statements, and the first bytes early.

PROVE=1 does it with 20,000 works of a year.
"""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import product

import pytest
from django.db import connection
from django.db.models.sql import compiler
from django.test.utils import CaptureQueriesContext

from tests.conftest import client_of
from tests.makers import make_ancestors, make_label
from tests.works.report.reports import AUGUST
from works.choices import Status
from works.models import Label, Work, WorkLabel
from works.report import as_json, streaming
from works.report.reading import CHUNK

PROVE = bool(os.environ.get("PROVE"))
MANY = 20_000 if PROVE else 1_500
CATEGORIES = 10
PER_CATEGORY = MANY // CATEGORIES
PERIOD = "/api/v1/reports/period/?start=2026-01-01&end=2026-12-31"
FORMATS = ["json", "markdown", "csv"]


def make_works(user, number, *, categories=CATEGORIES):
    """Make finished works, the same number in each category, over the first 360 days of 2026."""
    leaves = [make_ancestors(user=user, names=[f"Project {place}", "Garden"])[-1] for place in range(categories)]
    kept = {leaf.pk: [{"id": int(step), "name": step} for step in leaf.path.split("/")[1:]] for leaf in leaves}
    works = [
        Work(
            user=user,
            category=leaf,
            title=f"Work {index}",
            current_status=Status.DONE,
            end_at=AUGUST.replace(month=1, day=5) + timedelta(days=index * 350 // number),
            filed_path=leaf.path,
            filed_under=kept[leaf.pk],
            deadline_on=date(2026, 12, 30),
            created_at=AUGUST,
            updated_at=AUGUST,
        )
        for index, leaf in ((index, leaves[index % categories]) for index in range(number))
    ]
    Work.objects.bulk_create(works, batch_size=1000)


@pytest.fixture
def rows_read(monkeypatch):
    """The rows that Django has taken from cursors, query by query, in a list that grows."""
    counts: list[int] = []
    iterate = compiler.cursor_iter

    def counting(*args, **kwargs) -> Iterator:
        counts.append(0)
        place = len(counts) - 1
        for rows in iterate(*args, **kwargs):
            counts[place] += len(rows)
            yield rows

    monkeypatch.setattr(compiler, "cursor_iter", counting)
    return counts


def chunks_until(chunks, text):
    """The chunks up to the one that has the text."""
    found = []
    for chunk in chunks:
        found.append(chunk)
        if text.encode() in chunk:
            return found
    raise AssertionError(f"{text} never came")


class TestStream:
    def test_begins_before_a_work_is_read_and_goes_on_before_the_last_is(
        self, ann, api, rows_read, subtests, monkeypatch
    ):
        monkeypatch.setattr(streaming, "PIECE", 4096)
        make_works(ann, MANY)
        for kind, as_filed in product(FORMATS, ("now", "then")):
            with subtests.test(f"{kind} {as_filed}"):
                response = api.get(f"{PERIOD}&format={kind}&as_filed={as_filed}")
                chunks = iter(response.streaming_content)
                rows_read.clear()

                assert next(chunks)
                assert rows_read == []

                before = chunks_until(chunks, "Work ")
                _categories, _labels, works = rows_read
                assert 0 < works <= PER_CATEGORY + 2 * CHUNK
                assert works < MANY

                pieces = [*before, *chunks]
                assert rows_read[1:] == [0, MANY]
                assert max(map(len, pieces)) < 100 * max(PER_CATEGORY, 1000)
                assert sum(piece.count(b"Work ") for piece in pieces) == MANY

    def test_costs_as_many_statements_for_many_works_as_for_few(self, ann, ben, api, stranger):
        make_works(ann, 200, categories=2)
        make_works(ben, MANY)

        for kind, client in product(FORMATS, (api, stranger)):
            with CaptureQueriesContext(connection) as statements:
                assert client.get(f"{PERIOD}&format={kind}&as_filed=then").getvalue()

            # Who asks, the categories, the labels, the works.
            assert len(statements) == 4, kind

    def test_reads_no_work_for_head(self, ann, api, browser, rows_read):
        make_works(ann, 20)
        for kind in FORMATS:
            assert api.head(f"{PERIOD}&format={kind}").getvalue() == b""
        for kind in ("md", "csv"):
            assert browser.head(f"/report.{kind}?start=2026-01-01&end=2026-12-31").getvalue() == b""

        assert 20 not in rows_read


@pytest.mark.django_db(transaction=True)
class TestStreamOutsideATransaction:
    def test_is_whole(self, ann):
        make_works(ann, MANY)

        report = json.loads(client_of(ann).get(PERIOD).getvalue())

        assert report["totals"]["finished"] == MANY
        assert [len(project["groups"][0]["finished"]) for project in report["projects"]] == [PER_CATEGORY] * CATEGORIES

    def test_closes_the_cursor_when_the_client_disconnects(self, ann, rows_read):
        make_works(ann, MANY)
        response = client_of(ann).get(PERIOD)
        chunks_until(iter(response.streaming_content), "Work ")

        response.close()

        assert rows_read[-1] < MANY
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_cursors WHERE name LIKE '_django_curs%%'")
                assert cursor.fetchone() == (0,)
            assert connection.get_autocommit()
            assert not connection.in_atomic_block

    def test_is_of_one_moment(self, ann):
        make_works(ann, MANY)
        label = make_label(user=ann, name="Before")
        WorkLabel.objects.create(user=ann, work=Work.objects.owned_by(ann).first(), label=label)
        chunks = iter(client_of(ann).get(PERIOD).streaming_content)
        begun = b"".join(chunks_until(chunks, "Work "))
        with ThreadPoolExecutor(1) as other:
            other.submit(in_thread, lambda: Label.objects.owned_by(ann).update(name="Later")).result()

        # The names of labels are read after the works.
        report = json.loads(begun + b"".join(chunks))

        assert [each["name"] for each in report["labels"]] == ["Before"]
        assert Label.objects.owned_by(ann).names() == {label.pk: "Later"}

    def test_ends_its_transaction_when_it_breaks(self, ann, monkeypatch):
        make_works(ann, MANY)
        monkeypatch.setattr(as_json, "_day", lambda _value: 1 / 0)

        with pytest.raises(ZeroDivisionError):
            client_of(ann).get(PERIOD).getvalue()

        assert not connection.in_atomic_block
        assert Work.objects.owned_by(ann).update(position=1) == MANY


def in_thread(act):
    try:
        act()
    finally:
        connection.close()
