"""The works of one series as one entry, and the order of entries."""

from datetime import date

from tests.makers import make_finished_work, make_recurring_work, make_work
from tests.works.report.reports import AUGUST, change, local, made_by, september, the_entry, titles
from works.choices import Priority, Status
from works.models import Work
from works.report import contents
from works.services import lifecycle, splitting


def make_rule(user, **fields):
    """A rule that makes nothing by itself: its first day is next year."""
    return make_recurring_work(user=user, starts_on=date(2027, 1, 1), at=AUGUST, **fields)


def finish(user, *texts, category=None, title="Water", **fields):
    """A finished work for each of these moments."""
    works = [make_work(user=user, title=title, category=category, at=AUGUST, **fields) for _ in texts]
    for work, text in zip(works, texts, strict=True):
        lifecycle.finish_work(user=user, work_id=work.pk, at=local(text))
    return works


def ids(works):
    return [work.pk for work in works]


class TestFold:
    def test_is_one_entry_named_and_dated_after_the_last(self, ann):
        rule = make_rule(ann)
        works = finish(ann, "09-01 09:00", "09-02 09:00", "09-03 09:00")
        made_by(rule, works)
        change(
            works[2],
            title="Water all",
            priority=Priority.HIGH,
            my_job=True,
            starts_on=date(2026, 9, 3),
            deadline_on=date(2026, 9, 4),
        )

        entry = the_entry(september(ann))

        assert (entry.title, entry.times, entry.works) == ("Water all", 3, ids(works))
        assert entry.recurring_work == rule.pk
        assert (entry.current_status, entry.priority, entry.my_job) == (Status.DONE, Priority.HIGH, True)
        assert (entry.starts_on, entry.deadline_on) == (date(2026, 9, 3), date(2026, 9, 4))
        assert entry.end_at == local("09-03 09:00")

    def test_counts_its_works_in_the_totals(self, ann):
        made_by(make_rule(ann), finish(ann, "09-01 09:00", "09-02 09:00"))
        finish(ann, "09-03 09:00", title="Dig")

        found = contents.read(september(ann))

        ((_root, (group,)),) = found.projects()
        assert found.totals["finished"] == 3
        assert len(group.sections["finished"]) == 2

    def test_is_one_for_a_series_that_was_split(self, ann):
        old = make_recurring_work(user=ann, at=local("09-01 09:00"), catch_up="create_all")
        change = {"user": ann, "recurring_work_id": old.pk, "at": local("09-04 09:00")}
        new = splitting.edit_this_and_future(**change, occurs_on=date(2026, 9, 3), title="Rain", rule="FREQ=DAILY")
        for work in Work.objects.owned_by(ann).order_by("occurs_on"):
            lifecycle.finish_work(user=ann, work_id=work.pk, at=local("09-05 09:00"))

        entry = the_entry(september(ann))

        assert (entry.title, entry.times, entry.recurring_work) == ("Rain", 4, new.pk)
        assert entry.works == Work.objects.owned_by(ann).order_by("pk").ids()


class TestOrder:
    def test_of_what_ended_at_once_is_by_deadline_then_id(self, ann):
        at = local("09-10 09:00")
        for title, deadline_on in [("b", date(2026, 9, 12)), ("a", date(2026, 9, 11)), ("c", None), ("d", None)]:
            make_finished_work(user=ann, title=title, deadline_on=deadline_on, at=at)

        assert titles(september(ann)) == {"finished": ["a", "b", "c", "d"]}
        assert Work.objects.owned_by(ann).closed().count() == 4
