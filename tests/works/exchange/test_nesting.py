"""Containers and subtasks as a tree, and what of them is changed to fit."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from works.choices import Priority, Status
from works.exchange.cleaning import clean
from works.exchange.nesting import Subtasks, free_name, nest
from works.exchange.records import Container, Contents, Repetition, Task


def nested(*records, subtasks=Subtasks.AUTO, top=None, levels=100):
    contents = Contents(
        containers=[record for record in records if isinstance(record, Container)],
        tasks=[record for record in records if isinstance(record, Task)],
    )
    return nest(contents, subtasks=subtasks, top=top, levels=levels), contents


def parts(**more):
    return (
        Task("a", "Pack", content="Soon"),
        Task("b", "Socks", parent="a", status=Status.DONE),
        Task("c", "Shoes", parent="a", **more),
    )


class TestSubtasks:
    def test_of_titles_become_a_check_list(self):
        tree, _contents = nested(*parts())

        assert [(task.title, task.content) for task in tree.tasks] == [("Pack", "Soon\n\n- [x] Socks\n- [ ] Shoes")]
        assert tree.places == {}

    @pytest.mark.parametrize(
        "more",
        [
            {"deadline_on": date(2026, 9, 4)},
            {"labels": ("red",)},
            {"content": "Brown"},
            {"priority": Priority.HIGH},
            {"status": Status.IN_PROGRESS},
        ],
    )
    def test_with_more_make_the_task_a_category(self, more):
        tree, _contents = nested(*parts(**more))

        assert [place.name for place in tree.places.values()] == ["Pack"]
        assert {task.title: task.container for task in tree.tasks} == dict.fromkeys(
            ("Pack", "Socks", "Shoes"), "task:a"
        )

    def test_with_subtasks_are_nested_categories(self):
        deep = Task("d", "Laces", parent="c", content="two")

        tree, _contents = nested(*parts(), deep)

        assert {place.name: place.parent for place in tree.places.values()} == {"Pack": None, "Shoes": "task:a"}

    def test_are_what_the_person_chooses(self):
        flat, _contents = nested(*parts(), subtasks=Subtasks.FLAT)
        listed, contents = nested(*parts(labels=("red",), content="Brown"), subtasks=Subtasks.CHECK_LISTS)
        placed, _contents = nested(*parts(), subtasks=Subtasks.CATEGORIES)

        assert [task.title for task in flat.tasks] == ["Pack", "Socks", "Shoes"]
        assert flat.tasks[1].content == "Part of: Pack"
        assert listed.tasks[0].content.endswith("- [ ] Shoes\n  Brown")
        assert "labels" in contents.notices[0].text
        assert list(placed.places) == ["task:a"]

    def test_in_a_cycle_are_kept(self):
        tree, contents = nested(Task("a", "A", parent="b"), Task("b", "B", parent="a", content="x"))

        assert sorted(task.title for task in tree.tasks) == ["A", "B"]
        assert len(contents.notices) == 1

    def test_of_nothing_are_put_higher(self):
        tree, contents = nested(Task("a", "A", parent="?"), Task("b", "B", container="?"))

        assert [(task.title, task.container) for task in tree.tasks] == [("A", None), ("B", None)]
        assert len(contents.notices) == 2


class TestContainers:
    def test_are_below_the_new_category(self):
        tree, _contents = nested(Container("b", "B", parent="a"), Container("a", "A"), top="Todoist")

        assert [(place.name, place.parent, place.level) for place in tree.places.values()] == [
            ("Todoist", None, 0),
            ("A", "", 1),
            ("B", "a", 2),
        ]

    def test_that_are_too_deep_are_put_beside(self):
        chain = [Container(str(n), str(n), parent=str(n - 1) if n else None) for n in range(5_000)]

        tree, contents = nested(*chain, levels=100)

        assert max(place.level for place in tree.places.values()) == 99
        assert len(tree.places) == 5_000
        assert len(contents.notices) == 4_900

    def test_in_a_cycle_are_kept(self):
        tree, _contents = nested(Container("a", "A", parent="b"), Container("b", "B", parent="a"))

        assert set(tree.places) == {"a", "b"}


class TestFreeName:
    def test_numbers_a_taken_name(self):
        assert free_name("Beds", {"Beds", "Beds (2)"}) == "Beds (3)"
        assert len(free_name("x" * 200, {"x" * 200})) <= 200


class TestClean:
    def _clean(self, **fields):
        contents = Contents(tasks=[Task(key="a", **{"title": "Dig", **fields})])
        clean(contents, zone=ZoneInfo("Asia/Seoul"))
        return contents.tasks[0], [notice.text for notice in contents.notices]

    def test_cuts_a_title_and_keeps_the_whole(self):
        task, notices = self._clean(title="x" * 301)

        assert len(task.title) == 300
        assert task.content == "x" * 301
        assert len(notices) == 1

    @pytest.mark.parametrize("title", ["", " ", "\u200b", "\n"])
    def test_names_what_has_no_name(self, title):
        assert self._clean(title=title)[0].title == "Untitled"

    def test_stores_no_character_that_cannot_be(self):
        task, notices = self._clean(
            title="a\0b\n\u202ec\ud800", content="x\0\ud83d\ude00\r\ny", labels=("\u200b", "a\nb")
        )

        assert (task.title, task.content, task.labels) == ("a b c\ufffd", "x\U0001f600\ny", ("a b",))
        assert notices

    def test_cuts_notes(self):
        task, notices = self._clean(content="x" * 30_000)

        assert len(task.content) <= 20_000
        assert "30,000" in notices[0]

    @pytest.mark.parametrize(
        ("fields", "kept"),
        [
            ({"starts_on": date(2026, 9, 5), "deadline_on": date(2026, 9, 4)}, (None, date(2026, 9, 4), None)),
            ({"deadline_time": time(9)}, (None, None, None)),
            ({"deadline_on": date(1, 1, 1)}, (None, None, None)),
        ],
    )
    def test_leaves_out_days_that_do_not_fit(self, fields, kept):
        task, notices = self._clean(**fields)

        assert (task.starts_on, task.deadline_on, task.deadline_time) == kept
        assert len(notices) == 1

    def test_does_not_repeat_what_cannot(self):
        task, notices = self._clean(repetition=Repetition("FREQ=HOURLY", date(2026, 9, 4)))

        assert task.repetition is None
        assert "FREQ=HOURLY" in task.content
        assert len(notices) == 1

    def test_gives_the_second_of_two_with_one_key_its_own(self):
        contents = Contents(tasks=[Task("a", "A"), Task("a", "B"), Task("a #2", "C")])

        clean(contents, zone=ZoneInfo("UTC"))

        assert len({task.key for task in contents.tasks}) == 3
        assert len(contents.notices) >= 1
