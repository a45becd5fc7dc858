"""Keys and references of what a reader has found."""

from datetime import date

from works.exchange.consistency import settle
from works.exchange.records import Container, Contents, Notice, Task


class TestSettle:
    def test_numbers_equal_keys(self):
        contents = Contents(tasks=[Task(key, "A") for key in ("1", "1", "1/#2", "1")])

        settle(contents)

        assert [task.key for task in contents.tasks] == ["1", "1/#2", "1/#2/#2", "1/#3"]

    def test_drops_what_is_not_in_the_file(self):
        contents = Contents(
            containers=[Container("a", "A"), Container("b", "B", parent="a"), Container("c", "C", parent="x", line=3)],
            tasks=[
                Task("1", "T", container="a", parent="1", line=1),
                Task("2", "T", container="x", parent="1"),
                Task("3", "U", parent="x", line=4),
            ],
        )

        settle(contents)

        assert [container.parent for container in contents.containers] == [None, "a", None]
        assert [(task.container, task.parent) for task in contents.tasks] == [
            ("a", None),
            (None, "1"),
            (None, None),
        ]
        assert contents.notices == [
            Notice(3, "What “C” is a part of is not in the file."),
            Notice(1, "What “T” is a part of is not in the file."),
            Notice(4, "What “U” is a part of is not in the file."),
        ]

    def test_moves_a_start_after_the_deadline(self):
        late = Task("1", "T", content="x", starts_on=date(2026, 12, 2), deadline_on=date(2026, 12, 1))
        same = Task("2", "T", starts_on=date(2026, 12, 1), deadline_on=date(2026, 12, 1))

        settle(Contents(tasks=[late, same]))

        assert (late.starts_on, late.content) == (None, "x\n\nStart: 2026-12-02")
        assert (same.starts_on, same.content) == (date(2026, 12, 1), "")
