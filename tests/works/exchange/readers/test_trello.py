import json
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from tests.works.exchange.hostile import NEW_YORK, SEOUL, changed_values, read_or_refuse
from works.choices import Status
from works.exchange.readers import trello
from works.exchange.records import Reading, Unreadable

SAMPLE = Path("tests/works/exchange/samples/trello-board.json").read_bytes()


def board(**parts):
    """Return a board with one list, of the parts given."""
    return {
        "id": "b",
        "name": "Garden",
        "desc": "",
        "labelNames": {},
        "lists": [{"id": "l", "name": "Spring", "pos": 1}],
        "cards": [],
        **parts,
    }


def card(key="c", **parts):
    return {"id": key, "name": "Plant", "idList": "l", "pos": 1, "closed": False, "dueComplete": False, **parts}


def read(value, reading=SEOUL):
    return trello.read(json.dumps(value).encode(), reading)


def answering(**answers):
    return Reading(SEOUL.zone, SEOUL.today, answers=answers)


FULL = board(
    lists=[
        {"id": "d", "name": "완료", "pos": 3},
        {"id": "l", "name": "Spring", "pos": 1},
        {"id": "old", "name": "Old", "pos": 2, "closed": True},
    ],
    cards=[
        card(
            "2", name="Second", pos=9.5, labels=[{"name": "", "color": "sky_light"}, {"name": "home", "color": "red"}]
        ),
        card(
            "1",
            name="First",
            desc="**Notes**",
            start="2026-12-01T15:30:00.000Z",
            due="2026-12-03T03:00:00.000Z",
            idMembers=["m"],
            attachments=[{"name": "plan.pdf", "url": "https://trello.com/plan.pdf"}],
            customFieldItems=[{"idCustomField": "f", "value": {"number": "3"}}, {"idCustomField": "g", "idValue": "o"}],
        ),
        card("3", idList="d"),
        card("4", closed=True),
        card("5", idList="old", dueComplete=True),
    ],
    checklists=[
        {
            "id": "k",
            "idCard": "1",
            "name": "Steps",
            "pos": 1,
            "checkItems": [
                {"name": "dig", "state": "incomplete", "pos": 2, "due": "2026-12-02T00:00:00.000Z"},
                {"name": "buy", "state": "complete", "pos": 1},
            ],
        }
    ],
    customFields=[
        {"id": "g", "name": "Size", "pos": 2, "options": [{"id": "o", "value": {"text": "big"}}]},
        {"id": "f", "name": "Hours", "pos": 1},
    ],
    members=[{"id": "m", "fullName": "Mina Kim"}],
    actions=[
        {"type": "commentCard", "date": "2026-11-02T00:00:00.000Z", "data": {"card": {"id": "1"}, "text": "later"}},
        {
            "type": "commentCard",
            "date": "2026-11-01T00:00:00.000Z",
            "data": {"card": {"id": "1"}, "text": "earlier"},
            "memberCreator": {"fullName": "Mina Kim"},
        },
        {"type": "updateCard", "date": "2026-10-01T10:00:00.000Z", "data": {"card": {"id": "5", "dueComplete": True}}},
    ],
)


class TestMatches:
    def test_a_board_matches_and_other_files_do_not(self):
        assert trello.matches("x", SAMPLE)
        assert trello.matches("x", b"\xef\xbb\xbf" + SAMPLE)
        assert not trello.matches("board.json", b'{"lists": [], "cards": []}')
        assert not trello.matches("board.json", b"")


class TestRead:
    def test_the_board_of_the_sample(self):
        contents = trello.read(SAMPLE, SEOUL)
        assert [(each.name, each.parent) for each in contents.containers] == [
            ("Project 100", None),
            *((name, contents.containers[0].key) for name in ("Todo", "In Progress", "Done")),
        ]
        assert [task.title for task in contents.tasks] == ["Write code", "Review code", "Visualize code"]
        first, __, last = contents.tasks
        assert first.key == "5fcbec2e6621ca4f0a547896"
        assert first.container == "5fcbec0a23b2cc266296d6a3"
        assert first.created_at == datetime(2020, 12, 5, 20, 23, 10, tzinfo=UTC)
        assert "Dropdown: Down\nNumber Value: 100.32\nText Value: Test text" in last.content

    def test_a_card_with_everything(self):
        task = read(FULL).tasks[0]
        assert (task.title, task.container, task.status) == ("First", "l", Status.TODO)
        assert (task.starts_on, task.deadline_on, task.deadline_time) == (
            date(2026, 12, 2),
            date(2026, 12, 3),
            time(12),
        )
        assert task.content == (
            "**Notes**\n\n**Steps**\n\n- [x] buy\n- [ ] dig (2026-12-02)\n\nHours: 3\nSize: big\nMembers: Mina Kim\n"
            "Attachment: plan.pdf https://trello.com/plan.pdf\n\n"
            "Comment by Mina Kim, 2026-11-01:\nearlier\n\nComment by ?, 2026-11-02:\nlater"
        )

    def test_times_are_those_of_the_person(self):
        task = read(FULL, NEW_YORK).tasks[0]
        assert (task.starts_on, task.deadline_on, task.deadline_time) == (
            date(2026, 12, 1),
            date(2026, 12, 2),
            time(22),
        )

    def test_order_and_labels(self):
        contents = read(FULL)
        assert [task.key for task in contents.tasks] == ["1", "2", "3"]
        assert contents.tasks[1].labels == ("sky light", "home")
        assert [each.key for each in contents.containers] == ["board b", "l", "d"]

    @pytest.mark.parametrize(
        ("answer", "found"),
        [
            ("leave_out", {}),
            ("cancel", {"4": Status.CANCELLED, "5": Status.DONE}),
            ("import", {"4": Status.TODO, "5": Status.DONE}),
        ],
    )
    def test_archived_cards_and_lists(self, answer, found):
        contents = read(FULL, answering(archived=answer))
        assert {task.key: task.status for task in contents.tasks if task.key in "45"} == found
        assert ("old" in [each.key for each in contents.containers]) == bool(found)
        assert any("2 archived" in notice.text for notice in contents.notices) == (not found)
        assert next(each.answer for each in contents.questions if each.name == "archived") == answer

    def test_an_archived_card_that_was_ticked_keeps_its_instant(self):
        task = next(each for each in read(FULL, answering(archived="cancel")).tasks if each.key == "5")
        assert task.ended_at == datetime(2026, 10, 1, 10, tzinfo=UTC)

    @pytest.mark.parametrize(("answer", "status"), [("done", Status.DONE), ("open", Status.TODO)])
    def test_the_list_of_finished_cards(self, answer, status):
        contents = read(FULL, answering(finished_lists=answer))
        assert next(task.status for task in contents.tasks if task.key == "3") is status

    def test_a_board_without_a_finished_list_asks_nothing(self):
        assert read(board(cards=[card()])).questions == []

    def test_what_is_wrong_in_a_card(self):
        late = {"start": "2026-12-03T00:00:00Z", "due": "2026-12-01T00:00:00Z"}
        contents = read(board(cards=[card(name=" ", due="soon"), card(), card("e", **late), card("f", idList="gone")]))
        assert [task.container for task in contents.tasks] == ["l", "l", "board b"]
        texts = " ".join(notice.text for notice in contents.notices)
        for sentence in ("no title", "“soon” is not a day", "list is not in the file", "occurs twice", "starts after"):
            assert sentence in texts

    def test_formulas_stay_text(self):
        assert read(board(cards=[card(name="=HYPERLINK(1)")])).tasks[0].title == "=HYPERLINK(1)"

    def test_comments_beyond_the_limit_of_trello_are_named(self):
        assert "1,000 actions" in read(board(actions=[{}] * 1000)).notices[0].text

    def test_a_file_that_is_no_board(self):
        for data in (b"[]", b'{"lists": 3}', b"{", b"\xff\xfe{"):
            with pytest.raises(Unreadable) as refused:
                trello.read(data, SEOUL)
            assert "line 1:" in refused.value.detail


class TestDamagedFiles:
    def test_values_of_other_types(self):
        found = [read_or_refuse(trello, data, answering(archived="import")) for data in changed_values(FULL, 400)]
        assert sum(contents is not None for contents in found) > 300

    def test_too_many_cards(self):
        with pytest.raises(Unreadable, match="100,000"):
            read(board(cards=[card(str(number)) for number in range(100_001)]))
