"""Changes in words, in English and Korean."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from accounts.models import User
from categories import services as categories
from tests.makers import NOON, make_ancestors, make_category, make_recurring_work, make_work
from wheelbarrow.core import trash
from wheelbarrow.core.history.sentences import describe, sentence_of, title_of
from wheelbarrow.core.history.values import Words
from wheelbarrow.core.models import Change
from works.choices import Priority, Status
from works.services import editing, lifecycle, pausing, recurring

LATER = NOON + timedelta(days=40)


def last(kind=None, action=None):
    """The title and the sentence of the newest change."""
    found = Change.objects.newest_first()
    found = found.filter(kind=kind) if kind else found
    change = (found.filter(action=action) if action else found).first()
    return describe([change])[0]


def words_of(change):
    """The title and the sentence without names of rows."""
    return title_of(change, {}), sentence_of(change, {})


def sentence(kind=None, action=None):
    return last(kind, action).sentence


def in_korean():
    with override("ko"):
        return sentence()


class TestWork:
    def test_is_created(self, ann):
        make_work(user=ann, title="Dig")

        assert last() == ("Dig", "Created")
        assert in_korean() == "만들었습니다"

    def test_has_old_and_new_values(self, ann):
        work = make_work(user=ann, deadline_on=date(2026, 9, 4))

        editing.edit_work(user=ann, work_id=work.pk, at=NOON, deadline_on=date(2026, 9, 11))

        assert sentence() == "Deadline 4 Sep → 11 Sep"
        assert in_korean() == "마감일 9월 4일 → 9월 11일"

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"title": "Plant"}, "Title “Dig” → “Plant”"),
            ({"title": "P" * 101}, "Title changed"),
            ({"content": "Deep."}, "Content changed"),
            ({"priority": Priority.HIGH}, "Priority None → High"),
            ({"my_job": True}, "My job no → yes"),
            ({"deadline_on": date(2027, 1, 1)}, "Deadline – → 1 Jan 2027"),
            (
                {"deadline_on": date(2026, 9, 4), "deadline_time": "17:30"},
                "Deadline – → 4 Sep; deadline time – → 17:30",
            ),
            ({"current_status": Status.IN_PROGRESS}, "Status To do → In progress"),
        ],
    )
    def test_has_the_value_of_each_field(self, changes, expected, ann):
        work = make_work(user=ann, title="Dig")

        editing.edit_work(user=ann, work_id=work.pk, at=NOON, **changes)

        assert sentence() == expected

    def test_moves_between_categories(self, ann):
        garden, roof = make_category(user=ann, name="Garden"), make_category(user=ann, name="Roof")
        work = make_work(user=ann, category=garden)
        sentences = []
        for category in (roof.pk, None, garden.pk):
            editing.edit_work(user=ann, work_id=work.pk, at=NOON, category=category)
            sentences.append(sentence())

        assert sentences == ["Moved from “Garden” to “Roof”", "Moved out of “Roof”", "Moved to “Garden”"]

    def test_is_finished_and_reopened(self, ann):
        work = make_work(user=ann)
        lifecycle.finish_work(user=ann, work_id=work.pk, at=NOON)
        finished = sentence()
        lifecycle.reopen_work(user=ann, work_id=work.pk, at=NOON)
        reopened = sentence()
        lifecycle.set_status(user=ann, work_id=work.pk, status=Status.CANCELLED, at=NOON)

        assert [finished, reopened, sentence()] == ["Finished", "Reopened", "Cancelled"]
        assert in_korean() == "취소했습니다"

    def test_that_only_changes_its_place_has_its_position(self, ann):
        make_work(user=ann)
        work = make_work(user=ann)

        editing.edit_work(user=ann, work_id=work.pk, at=NOON, position=0)

        assert sentence() == "Position 1 → 0"


class TestDeletion:
    def test_has_what_went_with_it(self, ann):
        top, below, _leaf = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])
        make_work(user=ann, category=below)
        make_work(user=ann, category=top)

        deletion = categories.delete_category(user=ann, category_id=top.pk, at=NOON)

        assert last() == ("2026", "Deleted with 2 projects, 2 works")
        assert in_korean() == "프로젝트 2개, 작업 2개와 함께 삭제했습니다"
        trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=NOON)
        assert last() == ("2026", "Restored")

    def test_of_one_work_has_no_counts(self, ann):
        editing.delete_work(user=ann, work_id=make_work(user=ann, title="Dig").pk, at=NOON)

        assert last() == ("Dig", "Deleted")

    def test_that_is_purged_leaves_no_title_and_no_values(self, ann):
        work = make_work(user=ann, title="Secret")
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="Secret plan")
        deletion = editing.delete_work(user=ann, work_id=work.pk, at=NOON)
        trash.purge_deletion(user=ann, deletion_id=deletion.pk, at=LATER)

        described = describe(list(Change.objects.owned_by(ann).order_by("pk")))

        assert [words.title for words in described] == [""] * 4
        assert [words.sentence for words in described] == ["Created", "Changed", "Deleted", "Removed permanently"]

    def test_of_a_category_that_a_work_was_moved_from_shows_a_dash(self, ann):
        garden = make_category(user=ann, name="Garden")
        work = make_work(user=ann, category=garden)
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, category=None)
        deletion = categories.delete_category(user=ann, category_id=garden.pk, at=NOON)
        in_trash = sentence("work")
        trash.purge_deletion(user=ann, deletion_id=deletion.pk, at=LATER)

        assert in_trash == "Moved out of “Garden”"
        assert sentence("work") == "Moved out of –"


class TestRecurringWork:
    def test_creates_works_by_its_rule(self, ann):
        make_recurring_work(user=ann, title="Water")

        assert last("work") == ("Water", "Created by its rule")
        assert sentence("recurring_work", "created") == "Created"

    def test_is_paused_resumed_and_ended(self, ann):
        rule, sentences = make_recurring_work(user=ann), []
        for act in (pausing.pause, pausing.resume, pausing.end):
            act(user=ann, recurring_work_id=rule.pk, at=NOON)
            sentences.append(sentence("recurring_work"))

        assert sentences == ["Paused from 2 Sep", "Resumed", "Ended"]

    def test_is_paused_until_a_day(self, ann):
        rule = make_recurring_work(user=ann)

        pausing.pause(
            user=ann, recurring_work_id=rule.pk, at=NOON, from_on=date(2026, 9, 10), until_on=date(2026, 9, 30)
        )

        assert sentence("recurring_work") == "Paused from 10 Sep until 30 Sep"
        with override("ko"):
            assert sentence("recurring_work") == "9월 10일부터 9월 30일까지 일시 중지했습니다"

    def test_skips_a_day(self, ann):
        rule = make_recurring_work(user=ann)

        pausing.skip(user=ann, recurring_work_id=rule.pk, at=NOON, occurs_on=date(2026, 9, 5))

        assert sentence("recurring_work") == "Skipped 5 Sep"

    def test_has_the_days_that_were_added_and_removed(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=WEEKLY;BYDAY=FR")
        recurring.edit_recurring_work(user=ann, recurring_work_id=rule.pk, at=NOON, extra_on=[date(2026, 9, 5)])
        added = sentence("recurring_work")
        recurring.edit_recurring_work(user=ann, recurring_work_id=rule.pk, at=NOON, extra_on=[])

        assert added == "Extra days 5 Sep added"
        assert sentence("recurring_work") == "Extra days 5 Sep removed"

    def test_has_the_rule(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=WEEKLY;BYDAY=FR")

        recurring.edit_recurring_work(user=ann, recurring_work_id=rule.pk, at=NOON, rule="FREQ=WEEKLY;BYDAY=SA")

        assert sentence("recurring_work") == "Rule “FREQ=WEEKLY;BYDAY=FR” → “FREQ=WEEKLY;BYDAY=SA”"


class TestUndone:
    def test_removed_row_keeps_the_name_it_had(self):
        change = Change(kind="work", row=1, action="removed", at=NOON, before={"title": "Dig"}, after={})

        assert words_of(change) == ("Dig", "Removed again")

    def test_kind_that_is_unknown_has_no_title(self):
        change = Change(kind="gone", row=1, action="edited", at=NOON, before={"a": 1}, after={"a": 2})

        assert words_of(change) == ("", "Changed")

    def test_field_that_is_unknown_is_left_out(self):
        change = Change(kind="work", row=1, action="edited", at=NOON, before={"a": 1}, after={"a": 2})

        assert words_of(change) == ("", "Changed")


class TestLinks:
    def test_are_named_and_those_that_are_purged_left_out(self):
        field = User._meta.get_field("groups")
        words = Words({(Group, 1): "Red", (Group, 2): "Blue"}, NOON)

        assert words.value(field, [1, 2, 3]) == "“Red”, “Blue”"
        assert words.value(field, [3]) == "–"


class TestCost:
    def test_is_one_query_for_all_names(self, ann):
        garden = make_category(user=ann, name="Garden")
        make_recurring_work(user=ann, category=garden)
        for _ in range(5):
            work = make_work(user=ann)
            editing.edit_work(user=ann, work_id=work.pk, at=NOON, category=garden.pk)
        changes = list(Change.objects.owned_by(ann))

        with CaptureQueriesContext(connection) as statements:
            described = describe(changes)

        assert len(statements) == 1
        assert {words.title for words in described} == {"Garden", "Water", "Dig"}

    def test_of_nothing_is_nothing(self, ann):
        with CaptureQueriesContext(connection) as statements:
            assert describe([]) == []

        assert len(statements) == 0
