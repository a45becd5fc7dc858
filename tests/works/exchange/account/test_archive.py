"""The zip of an export."""

import csv
import io
import json
import threading
import zipfile
from datetime import timedelta
from hashlib import sha256

import icalendar
import pytest
import recurring_ical_events
from django.db import connection

from tests.makers import NOON, make_category, make_finished_work, make_label, make_recurring_work, make_work
from tests.works.exchange.account.scenes import export, files_of, lines_of, make_everything
from wheelbarrow.core import trash
from wheelbarrow.core.models import Deletion
from works.exchange.account.archive import stream
from works.models import Work
from works.services import editing, labels, recurring


def manifest_of(data):
    return json.loads(files_of(data)["manifest.json"])


class TestStream:
    def test_it_is_a_zip_whose_manifest_has_the_sum_of_every_file(self, ann):
        make_everything(ann)

        data = export(ann)

        files, manifest = files_of(data), manifest_of(data)
        assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
        assert manifest["sha256"] == {
            name: sha256(content).hexdigest() for name, content in files.items() if name != "manifest.json"
        }
        assert manifest["counts"] == {
            name.removesuffix(".jsonl"): content.count(b"\n")
            for name, content in files.items()
            if name.endswith(".jsonl")
        }
        assert list(files)[-1] == "manifest.json"
        assert (manifest["format"], manifest["version"], manifest["trash"]) == ("wheelbarrow", 1, True)

    def test_it_writes_a_row_as_it_is(self, ann):
        category, label = make_category(user=ann), make_label(user=ann)
        work = make_work(user=ann, category=category, title="물", content="a\nb", labels=[label.pk])

        [line] = lines_of(export(ann), "works")

        assert line["id"] == work.pk
        assert (line["title"], line["content"], line["category"]) == ("물", "a\nb", category.pk)
        assert (line["labels"], line["created_at"], line["occurs_on"]) == ([label.pk], "2026-09-02T09:00:00Z", None)
        assert "version" not in line
        assert "user" not in line

    def test_it_has_nothing_of_a_stranger_and_no_secret(self, ann, ben):
        make_everything(ann)
        make_work(user=ben, title="Of a stranger")

        data = b"".join(files_of(export(ben)).values())
        of_ann = b"".join(files_of(export(ann)).values())

        assert b"Of a stranger" in data
        assert b"Of a stranger" not in of_ann
        assert ann.password.encode() not in of_ann
        assert b"ben@example.org" not in of_ann

    def test_an_empty_account_has_every_file(self, ann):
        manifest = manifest_of(export(ann))

        assert manifest["counts"] == {**dict.fromkeys(manifest["counts"], 0), "profile": 1}

    def test_categories_come_after_their_parents(self, ann):
        first, second = make_category(user=ann, name="First"), make_category(user=ann, name="Second")
        from categories.services import move_category

        move_category(user=ann, category_id=first.pk, parent_id=second.pk, at=NOON)

        assert [line["name"] for line in lines_of(export(ann), "categories")] == ["Second", "First"]

    def test_what_is_being_purged_is_left_out(self, ann):
        deletion = editing.delete_work(user=ann, work_id=make_work(user=ann).pk, at=NOON)
        Deletion.objects.filter(pk=deletion.pk).update(purge_started_at=NOON)

        data = export(ann)

        assert lines_of(data, "works") == lines_of(data, "deletions") == []


class TestWithoutTrash:
    def test_nothing_of_the_trash_is_there_and_nothing_refers_to_it(self, ann):
        kept, gone = make_label(user=ann, name="Kept"), make_label(user=ann, name="Gone")
        work = make_work(user=ann, title="Stays", labels=[kept.pk, gone.pk])
        labels.delete_label(user=ann, label_id=gone.pk, at=NOON)
        rule = make_recurring_work(user=ann, title="Rule in the trash")
        recurring.delete_recurring_work(user=ann, recurring_work_id=rule.pk, at=NOON)
        editing.delete_work(user=ann, work_id=make_work(user=ann, title="Secret of the trash").pk, at=NOON)

        data = export(ann, trash=False)

        works = {line["id"]: line for line in lines_of(data, "works")}
        assert works[work.pk]["labels"] == [kept.pk]
        assert all(line["recurring_work_in_trash"] is None for line in works.values())
        assert lines_of(data, "deletions") == lines_of(data, "recurring_works") == []
        assert b"Secret of the trash" not in b"".join(files_of(data).values())


class TestWithoutHistory:
    def test_there_is_no_file_of_changes(self, ann):
        make_work(user=ann)

        data = export(ann, history=False)

        assert "changes.jsonl" not in files_of(data)
        assert manifest_of(data)["history"] is False


@pytest.mark.django_db(transaction=True)
class TestSnapshot:
    def test_what_others_write_meanwhile_is_not_in_it_and_they_do_not_wait(self, ann):
        # Given: an export that has written its first bytes
        for number in range(30):
            make_work(
                user=ann,
                title=f"{number} " + "가나다라" * 60,
                content=str(list(range(number * 2000, number * 2000 + 3000))),
            )
        pieces = stream(ann, at=NOON)
        data = [next(pieces)]

        # When
        other = threading.Thread(target=_write, args=(ann,))
        other.start()
        other.join(timeout=10)
        assert not other.is_alive()
        rest = list(pieces)
        assert rest
        data += rest

        # Then
        lines = lines_of(b"".join(data), "works")
        assert len(lines) == 30
        assert Work.objects.count() == 31
        assert not connection.in_atomic_block

    def test_a_download_that_is_broken_off_leaves_no_transaction(self, ann):
        make_work(user=ann, content=str(list(range(4000))))
        pieces = stream(ann, at=NOON)
        next(pieces)

        pieces.close()

        make_work(user=ann)
        assert Work.objects.count() == 2


def _write(user):
    try:
        make_work(user=user, title="Meanwhile")
    finally:
        connection.close()


class TestCsv:
    def test_a_spreadsheet_reads_live_works(self, ann):
        root = make_category(user=ann, name="=Root")
        label = make_label(user=ann, name="Waiting")
        make_finished_work(user=ann, category=root, title='=HYPERLINK("x")', content="-1", labels=[label.pk])
        editing.delete_work(user=ann, work_id=make_work(user=ann, title="gone").pk, at=NOON)

        text = files_of(export(ann))["works.csv"].decode("utf-8-sig")

        [row] = csv.DictReader(io.StringIO(text))
        assert (row["title"], row["category"], row["content"]) == ('\'=HYPERLINK("x")', "'=Root", "'-1")
        # 9:00 in UTC is 18:00 in Seoul.
        assert (row["current_status"], row["end_at"], row["labels"]) == ("DONE", "2026-09-02 18:00", "Waiting")


class TestIcs:
    def read(self, user):
        return icalendar.Calendar.from_ical(files_of(export(user))["works.ics"])

    def test_it_has_works_with_days_and_instants(self, ann):
        make_work(user=ann, title="물; 주기", starts_on=NOON.date(), deadline_on=NOON.date())
        make_work(user=ann, title="Timed", deadline_on=NOON.date(), deadline_time=NOON.time(), priority="URGENT")
        make_finished_work(user=ann, title="Done")

        todos = {str(todo["SUMMARY"]): todo for todo in self.read(ann).walk("VTODO")}

        assert todos["물; 주기"]["DUE"].dt == todos["물; 주기"]["DTSTART"].dt == NOON.date()
        # 9:00 in Seoul.
        assert todos["Timed"]["DUE"].dt == NOON.replace(hour=0)
        assert todos["Timed"]["PRIORITY"] == 1
        assert (str(todos["Done"]["STATUS"]), todos["Done"]["COMPLETED"].dt) == ("COMPLETED", NOON)

    def test_a_rule_goes_on_from_its_next_day(self, ann):
        rule = make_recurring_work(user=ann, title="Water", rule="FREQ=DAILY;COUNT=4", starts_on=NOON.date())
        rule.refresh_from_db()
        first = rule.next_occurrence_on

        calendar = self.read(ann)

        days = recurring_ical_events.of(calendar, components=["VTODO"]).between(first, first + timedelta(days=30))
        todos = [todo for todo in days if "rule" in str(todo["UID"])]
        assert [todo["DTSTART"].dt for todo in todos] == [first + timedelta(days=n) for n in range(3)]

    def test_a_rule_in_the_trash_is_not_there(self, ann):
        rule = make_recurring_work(user=ann, title="Rule in the trash")
        deletion = recurring.delete_recurring_work(user=ann, recurring_work_id=rule.pk, at=NOON)

        assert all("rule" not in str(todo["UID"]) for todo in self.read(ann).walk("VTODO"))
        assert trash.find_deletion(ann, deletion.pk)
