"""Damaged and hostile files of Taskwarrior, org, iCalendar and Super Productivity."""

import json
import time

import pytest

from tests.works.exchange import hostile
from tests.works.exchange.readers import texts
from works.exchange.files import MAX_ROWS
from works.exchange.readers import org, super_productivity, taskwarrior, vtodo
from works.exchange.records import Unreadable

FILES = [
    (taskwarrior, texts.TASKWARRIOR),
    (org, texts.ORG),
    (vtodo, texts.VTODO),
    (super_productivity, texts.SUPER_PRODUCTIVITY),
]
JSON = [(reader, data) for reader, data in FILES if reader in (taskwarrior, super_productivity)]
files = pytest.mark.parametrize(("reader", "data"), FILES, ids=lambda value: getattr(value, "NAME", ""))


def _rows(reader, count):
    match reader.NAME:
        case "taskwarrior":
            row = '{"uuid":"%d","description":"T %d","entry":"20261101T000000Z","due":"20261130T000000Z","status":"pending"}'
            return "\n".join(row % (n, n) for n in range(count)).encode()
        case "org":
            return "".join(f"* TODO [#A] T {n} :a:\n  DEADLINE: <2026-12-01 Tue +1w>\n" for n in range(count)).encode()
        case "vtodo":
            row = "BEGIN:VTODO\r\nUID:{0}\r\nSUMMARY:T {0}\r\nDUE;TZID=Europe/Berlin:20261201T090000\r\nEND:VTODO\r\n"
            todos = "".join(row.format(n) for n in range(count))
            return f"BEGIN:VCALENDAR\r\n{todos}END:VCALENDAR\r\n".encode()
        case _:
            entities = {str(n): {"id": str(n), "title": f"T {n}", "created": 1_753_370_083_272} for n in range(count)}
            return json.dumps({"data": {"task": {"ids": list(entities), "entities": entities}}}).encode()


class TestRead:
    @files
    def test_reads_or_refuses_a_truncated_file(self, reader, data):
        for part in hostile.truncated(data):
            hostile.read_or_refuse(reader, part)

    @files
    @pytest.mark.parametrize("encoding", ["utf-16", "euc-kr"])
    def test_refuses_another_encoding(self, reader, data, encoding):
        with pytest.raises(Unreadable) as refusal:
            reader.read(data.decode().encode(encoding, "replace"), hostile.SEOUL)

        hostile.check_refusal(refusal.value)
        assert "UTF-8" in str(refusal.value)

    @files
    def test_reads_or_refuses_changed_bytes(self, reader, data):
        for seed in range(100):
            hostile.read_or_refuse(reader, hostile.flipped(data, seed))

    @files
    def test_reads_or_refuses_lines_in_another_order(self, reader, data):
        for seed in range(100):
            hostile.read_or_refuse(reader, hostile.shuffled(data, seed))

    @pytest.mark.parametrize(("reader", "data"), JSON, ids=lambda value: getattr(value, "NAME", ""))
    def test_reads_or_refuses_values_of_other_types(self, reader, data):
        value = json.loads(data)

        for seed in range(200):
            hostile.read_or_refuse(reader, hostile.replaced(value, seed))

    @pytest.mark.parametrize(
        "data", [b"", b"null", b"1", b"[]", b"{}", b"[[[[", b'"x"', b"\xef\xbb\xbf", b"\0", b"[1, null]"]
    )
    def test_reads_or_refuses_what_is_no_such_file(self, data):
        for reader, _file in FILES:
            hostile.read_or_refuse(reader, data)

    @files
    def test_refuses_more_rows_than_a_file_can_have(self, reader, data):
        with pytest.raises(Unreadable) as refusal:
            reader.read(_rows(reader, MAX_ROWS + 1), hostile.SEOUL)

        hostile.check_refusal(refusal.value)
        assert "100,000" in str(refusal.value)

    @files
    def test_keeps_a_formula_as_text(self, reader, data):
        formula = '=HYPERLINK("http://x.example","y")'
        changed = data.replace(
            "보고서".encode(),
            formula.replace('"', r"\"").encode()
            if b"{" in data[:2] + data[:200] and reader in (taskwarrior, super_productivity)
            else formula.encode(),
        )

        contents = reader.read(changed, hostile.SEOUL)

        assert formula in [task.title for task in contents.tasks]

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
    def test_reads_a_calendar_made_to_take_long(self, row):
        todo = f"BEGIN:VTODO\nDUE:20261201\nRRULE:FREQ=DAILY\n{row}\nEND:VTODO\n"
        begin = time.process_time()

        hostile.read_or_refuse(vtodo, f"BEGIN:VCALENDAR\n{todo}END:VCALENDAR\n".encode())

        assert time.process_time() - begin < 5

    @files
    def test_gives_the_same_keys_again(self, reader, data):
        first, second = (reader.read(data, hostile.SEOUL) for _ in range(2))

        assert [task.key for task in first.tasks] == [task.key for task in second.tasks]
        assert [container.key for container in first.containers] == [container.key for container in second.containers]

    @files
    def test_takes_time_in_proportion_to_the_file(self, reader, data):
        took = []
        for count in (2_000, 8_000):
            begin = time.process_time()
            reader.read(_rows(reader, count), hostile.SEOUL)
            took.append(time.process_time() - begin)

        # Four times the rows; a loop within a loop would take sixteen times.
        assert took[1] < 10 * took[0] + 0.1


class TestMatches:
    @files
    def test_knows_its_own_file_alone(self, reader, data):
        matching = [other.NAME for other, _file in FILES if other.matches("file", data)]

        assert matching == [reader.NAME]

    @pytest.mark.parametrize("data", [b"", b"\0\xff", b"{", b"[", b"BEGIN:VCARD", b"a,b\n1,2", b"pf_"])
    def test_knows_what_is_no_such_file(self, data):
        assert [reader.NAME for reader, _file in FILES if reader.matches("file", data)] == []
