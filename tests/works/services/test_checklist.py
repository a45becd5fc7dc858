"""Ticking a box in the notes of a work."""

import pytest

from tests.makers import NOON, make_work
from wheelbarrow.core.history.selectors import history_of_row
from wheelbarrow.core.history.undo import undo_last
from wheelbarrow.core.web.markdown import render
from works.services.checklist import NoSuchCheckBox, toggle_check
from works.services.lookup import WorkNotFound

NOTES = "Seeds\n\n- [ ] Beans\n- [x] Peas\n  * [X] green\n> 1. [ ] quoted\n-\n  [ ] next line\n- [ ]\ttab"


class TestToggleCheck:
    @pytest.mark.parametrize(
        ("line", "text"),
        [(3, "- [x] Beans"), (4, "- [ ] Peas"), (5, "  * [ ] green"), (6, "> 1. [x] quoted"), (8, "  [x] next line")],
    )
    def test_changes_that_line_only(self, ann, line, text):
        work = make_work(user=ann, content=NOTES)

        toggle_check(user=ann, work_id=work.pk, line=line, at=NOON)

        work.refresh_from_db()
        lines = NOTES.split("\n")
        lines[line - 1] = text
        assert work.content == "\n".join(lines)

    def test_can_tick_every_box_that_is_shown(self, ann):
        work = make_work(user=ann, content=NOTES)
        shown = [int(part.split("/")[0]) for part in render(NOTES, checklist="@").html.split('formaction="@')[1:]]

        for line in shown:
            toggle_check(user=ann, work_id=work.pk, line=line, at=NOON)

        assert len(shown) == 6

    @pytest.mark.parametrize("line", [0, 1, 2, 7, 10, 99999])
    def test_refuses_a_line_without_a_box(self, ann, line):
        work = make_work(user=ann, content=NOTES)

        with pytest.raises(NoSuchCheckBox):
            toggle_check(user=ann, work_id=work.pk, line=line, at=NOON)

    def test_is_recorded_and_undone(self, ann):
        work = make_work(user=ann, content=NOTES)

        toggle_check(user=ann, work_id=work.pk, line=3, at=NOON)

        change = history_of_row(work, limit=1).changes[0]
        assert change.action == "edited"
        assert set(change.after) == {"content"}
        undo_last(user=ann, at=NOON)
        work.refresh_from_db()
        assert work.content == NOTES

    def test_of_a_stranger_is_not_found(self, ann, ben):
        work = make_work(user=ann, content=NOTES)

        with pytest.raises(WorkNotFound):
            toggle_check(user=ben, work_id=work.pk, line=3, at=NOON)
