"""Hostile files of org, iCalendar and Super Productivity, besides those that every reader is given."""

import json
import time

import pytest

from tests.works.exchange import hostile
from works.exchange.readers import org, super_productivity, vtodo


class TestRead:
    def test_leaves_a_cycle_of_parents_to_the_importer(self):
        todos = "".join(
            f"BEGIN:VTODO\nUID:{own}\nRELATED-TO:{other}\nEND:VTODO\n" for own, other in ("ab", "bc", "ca", "dd")
        )
        entities = {
            own: {"title": own, "parentId": other, "subTaskIds": [other]} for own, other in ("ab", "bc", "ca", "dd")
        }

        calendar = vtodo.read(f"BEGIN:VCALENDAR\n{todos}END:VCALENDAR\n".encode(), hostile.SEOUL)
        backup = super_productivity.read(json.dumps({"task": {"entities": entities}}).encode(), hostile.SEOUL)

        expected = {"a": "b", "b": "c", "c": "a", "d": None}
        assert {task.key: task.parent for task in calendar.tasks} == expected
        assert {task.key: task.parent for task in backup.tasks} == expected
        assert len(calendar.notices) == len(backup.notices) == 1

    @pytest.mark.parametrize(
        "data",
        [
            "".join("*" * level + f" TODO T :t{level}:\n" for level in range(1, 1500)),
            "* TODO T\n" + "** note\n text\n" * 5_000,
            "* TODO T\n" + ":X:\n" * 50_000 + ":END:\n",
            "* TODO " + "[[" * 50_000 + "\n" + "[[a][" * 50_000,
            "* T " + ":a" * 50_000 + "\nDEADLINE: <" + " +" * 50_000,
        ],
        ids=["levels", "notes", "drawers", "links", "tags"],
    )
    @pytest.mark.prove
    def test_reads_an_org_file_made_to_take_long(self, data):
        begin = time.process_time()

        hostile.read_or_refuse(org, data.encode())

        assert time.process_time() - begin < 5

    @pytest.mark.parametrize(
        "row",
        [
            "X;" + 'A="b":;' * 50_000,
            "SUMMARY:" + "\\," * 100_000,
            "CATEGORIES:" + "\\" * 100_001,
            "EXDATE:" + "20261201," * 50_000,
            'X;A="' + ":" * 100_000,
        ],
        ids=["quotes", "escapes", "list", "days", "open quotes"],
    )
    @pytest.mark.prove
    def test_reads_a_calendar_made_to_take_long(self, row):
        todo = f"BEGIN:VTODO\nDUE:20261201\nRRULE:FREQ=DAILY\n{row}\nEND:VTODO\n"
        begin = time.process_time()

        hostile.read_or_refuse(vtodo, f"BEGIN:VCALENDAR\n{todo}END:VCALENDAR\n".encode())

        assert time.process_time() - begin < 5
