"""Exports that were damaged or edited by hand: refused with the file and the line, and nothing is written."""

import json
import os
import random

import pytest
from django.db import connection, transaction

from categories.repair import find_problems
from tests.conftest import PROVE
from tests.makers import make_user
from tests.works.exchange.account.scenes import (
    contents_of,
    files_of,
    lines_of,
    restore,
    rewritten,
)
from works.exchange.account import package
from works.exchange.account.layout import TABLES
from works.exchange.account.package import is_package, open_package
from works.exchange.account.survey import survey_of
from works.exchange.records import Unreadable


def refusal(data):
    """Return the message with which an export is refused."""
    with pytest.raises(Unreadable) as refused:
        survey_of(open_package(data))
    return str(refused.value)


def edited(data, table, number, **values):
    """Return the export with other values in one line; the sums fit."""
    lines = lines_of(data, table)
    lines[number].update(values)
    return rewritten(data, **{table: lines})


class TestOpenPackage:
    def test_what_was_exported_is_opened(self, data):
        found = survey_of(open_package(data))

        assert len(found.places) == len(lines_of(data, "categories")) > 5
        assert is_package(data)

    @pytest.mark.parametrize("tenth", range(10))
    def test_a_truncated_zip_is_refused(self, data, tenth):
        assert "damaged" in refusal(data[: len(data) * tenth // 10])
        assert not is_package(data[: len(data) * tenth // 10])

    def test_a_file_that_was_changed_is_refused(self, data):
        changed = rewritten(data, sums=False, works=files_of(data)["works.jsonl"].replace(b"Timed", b"Tamed"))

        assert refusal(changed) == (
            "The file cannot be read, line 1: works.jsonl: the file has been changed or damaged since it was exported."
        )

    def test_a_missing_file_is_refused(self, data):
        sums = {**json.loads(files_of(data)["manifest.json"])["sha256"], "more.jsonl": "0"}

        assert "more.jsonl: the file is missing" in refusal(rewritten(data, sums=False, manifest={"sha256": sums}))

    def test_a_higher_version_is_refused(self, data):
        assert "format version 2, and this server reads up to 1" in refusal(rewritten(data, manifest={"version": 2}))

    @pytest.mark.parametrize(
        "manifest",
        [
            {"format": "other"},
            {"version": "1"},
            {"version": None},
            {"account": None},
            {"account": ":" * 9},
            {"account": 5},
            {"exported_at": "yesterday"},
        ],
    )
    def test_another_manifest_is_refused(self, data, manifest):
        assert "manifest.json" in refusal(rewritten(data, manifest=manifest))

    def test_another_zip_is_no_export(self, data):
        assert not is_package(b"PK\x05\x06" + b"\0" * 18)
        assert not is_package(b"no zip")

    def test_a_zip_that_unpacks_too_far_is_refused(self, data, monkeypatch):
        monkeypatch.setattr(package, "MAX_UNPACKED_BYTES", 1000)

        assert "more than 2 GB" in refusal(data)

    def test_too_many_rows_are_refused(self, data, monkeypatch):
        monkeypatch.setattr(package, "MAX_ROWS", 10)

        assert "line 11: works.jsonl: a file can have 10 rows" in refusal(data)

    def test_a_long_line_is_refused(self, data, monkeypatch):
        monkeypatch.setattr(package, "MAX_LINE", 300)

        assert "the line is too long" in refusal(data)


# table, number of the line, values → what the message says
WRONG = {
    "a cycle of parents": ("categories", 0, {"parent": 3}, "“parent” refers to 3"),
    "a parent of nothing": ("categories", 2, {"parent": 999}, "“parent” refers to 999, which the export does not have"),
    "no id": ("works", 0, {"id": None}, "“id”"),
    "an unknown status": ("works", 0, {"current_status": "STARTED"}, "“current_status”: it is none of CANCELLED, DONE"),
    "a rule that cannot be parsed": ("recurring_works", 0, {"rule": "FREQ=SOMETIMES"}, "“rule”"),
    "a label of nothing": ("works", 0, {"labels": [77]}, "“labels” refers to 77"),
    "a category of nothing": ("works", 0, {"category": 77}, "“category” refers to 77"),
    "a rule of nothing": (
        "works",
        0,
        {"recurring_work": 77, "occurs_on": "2026-01-01"},
        "“recurring_work” refers to 77",
    ),
    "closed without an end": ("works", 0, {"current_status": "DONE", "end_at": None}, "do not fit together"),
    "a deadline before the start": ("works", 0, {"starts_on": "2026-09-09", "deadline_on": "2026-09-01"}, "do not fit"),
    "a time without a day": ("works", 0, {"deadline_on": None, "deadline_time": "10:00"}, "do not fit together"),
    "deleted without a deletion": ("works", 0, {"deleted_at": "2026-09-02T09:00:00Z", "deletion": None}, "do not fit"),
    "a deletion of nothing": (
        "works",
        0,
        {"deleted_at": "2026-09-02T09:00:00Z", "deletion": 77},
        "“deletion” refers to 77",
    ),
    "a text for a number": ("works", 0, {"position": "3"}, "“position”: it is no number"),
    "a huge number": ("works", 0, {"position": 2**31}, "“position”: it is no number"),
    "a number for a text": ("works", 0, {"title": 3}, "“title”: it is no text"),
    "a NUL": ("works", 0, {"title": "a\0"}, "“title”: it is no text"),
    "a long title": ("works", 0, {"title": "a" * 301}, "“title”: it has more than 300 characters"),
    "an instant without an offset": (
        "works",
        0,
        {"created_at": "2026-09-02T09:00:00"},
        "“created_at”: it is no instant",
    ),
    "a day that is none": ("works", 0, {"starts_on": "2026-02-30"}, "“starts_on”"),
    "a list for an object": ("works", 0, {"filed_under": {}}, "“filed_under”: it is no list"),
    "an object without names": ("works", 0, {"filed_under": [{}]}, "“filed_under”: it is no id"),
    "a colour that is none": ("labels", 0, {"colour": "#fff"}, "“colour”"),
    "a page that is none": ("saved_views", 0, {"address": "https://example.org/"}, "“address”"),
    "a report that is none": ("report_copies", 0, {"content": "{}"}, "“content”: it is no kept report"),
    "a kind that is none": ("deletions", 0, {"kind": "user"}, "“kind”"),
    "an actor that is none": ("changes", 0, {"actor": "devil"}, "“actor”"),
    "changes out of order": ("changes", 1, {"id": 1}, "not in the order"),
    "a huge number of an act": ("changes", 0, {"batch": 10**13}, "“batch”"),
    "a value that no row has": (
        "changes",
        0,
        {"after": {"created_at": "x"}},
        "“created_at”: no row can have this value",
    ),
    "a key that is a text": ("changes", 0, {"after": {"parent": "1"}}, "“parent”: no row can have this value"),
}


class TestSurveyOf:
    @pytest.mark.parametrize("name", WRONG)
    def test_it_names_the_file_the_line_and_the_field(self, data, name):
        table, number, values, message = WRONG[name]

        found = refusal(edited(data, table, number, **values))

        assert found.startswith(f"The file cannot be read, line {number + 1}: {table}.jsonl: ")
        assert message in found

    def test_an_id_that_is_there_twice_is_refused(self, data):
        first = lines_of(data, "works")[0]["id"]

        found = refusal(edited(data, "works", 1, id=first))

        assert found.endswith(f"line 2: works.jsonl: the id {first} is there twice.")

    def test_a_live_row_in_a_category_of_the_trash_is_refused(self, data):
        [gone] = [line["id"] for line in lines_of(data, "categories") if line["name"] == "Below"]

        assert f"“category” refers to {gone}, which is in the trash" in refusal(edited(data, "works", 1, category=gone))

    def test_too_deep_a_tree_is_refused(self, data):
        [first, *_rest] = lines_of(data, "categories")
        deep = [{**first, "id": n + 1, "parent": n or None, "name": str(n)} for n in range(101)]

        found = refusal(
            rewritten(data, **{name: [] for name in ("works", "recurring_works", "changes")}, categories=deep)
        )

        assert found.endswith("line 101: categories.jsonl: the tree has more than 100 levels.")

    def test_two_live_siblings_with_one_name_are_refused(self, data):
        lines = lines_of(data, "categories")

        assert "is there twice" in refusal(rewritten(data, categories=[*lines, {**lines[0], "id": 900}]))

    def test_two_live_labels_with_one_name_are_refused(self, data):
        lines = lines_of(data, "labels")

        assert "is there twice" in refusal(rewritten(data, labels=[*lines, {**lines[0], "id": 900, "name": "WAITING"}]))

    def test_two_works_of_one_occurrence_are_refused(self, data):
        lines = lines_of(data, "works")
        [made, *_rest] = [line for line in lines if line["recurring_work"]]

        assert "the same day" in refusal(rewritten(data, works=[*lines, {**made, "id": 900}]))

    def test_what_is_no_object_is_refused(self, data):
        for content in (b"[1]\n", b"{\n", b'"x"\n', b'{"id": "\\ud800"}\n', b"\xff\n"):
            assert "works.jsonl" in refusal(rewritten(data, works=content, changes=[]))

    def test_unknown_names_are_ignored_and_new_fields_have_their_defaults(self, data, db):
        eve = make_user("eve@example.org")
        lines = lines_of(data, "works")
        lines[0]["mood"] = "good"
        for line in lines:
            del line["deadline_moves"]

        restore(eve, rewritten(data, works=lines))

        assert contents_of(eve)["works"][0]["deadline_moves"] == []

    def test_an_old_title_becomes_one_that_a_person_could_write(self, data, db):
        eve = make_user("eve@example.org")

        restore(eve, edited(data, "works", 0, title="a\nb\u202ec", content="x\x01y"))

        assert [contents_of(eve)["works"][0][name] for name in ("title", "content")] == ["a b c", "xy"]

    def test_nothing_is_written_of_a_file_that_is_refused(self, data, db):
        eve = make_user("eve@example.org")
        last = len(lines_of(data, "changes")) - 1

        with pytest.raises(Unreadable):
            restore(eve, edited(data, "changes", last, actor="devil"))

        assert not any(contents_of(eve).values())


def test_no_value_of_another_type_is_an_error_of_the_server(data, db):
    """Replace values at random: the import is right, or refused by name."""
    chance = random.Random(os.environ.get("SEED", 25))
    strange = [None, True, -1, 0, 2**63, 2**70, 1.5, "", "x", "é" * 400, "2026-09-02", [], [1], [None], {}, {"id": 1}]
    eve, tables = make_user("eve@example.org"), [table.name for table in TABLES]
    files = {name: lines_of(data, name) for name in tables}
    imported = 0
    for _ in range(2000 if PROVE else 30):
        table = chance.choice(tables)
        lines = [dict(line) for line in files[table]]
        line = chance.choice(lines)
        line[chance.choice(list(line))] = chance.choice(strange)
        with transaction.atomic():
            try:
                restore(eve, rewritten(data, **{table: lines}))
                connection.check_constraints()
                imported += 1
                assert find_problems(user=eve) == []
            except Unreadable:
                continue
            finally:
                transaction.set_rollback(True)
        eve.refresh_from_db()
    assert imported
    assert not any(contents_of(eve).values())
