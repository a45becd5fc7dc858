"""The works of one series as one entry, and the order of entries."""

from datetime import date

from tests.makers import make_chain, make_finished_work, make_recurring_work, make_work
from tests.works.report.reports import AUGUST, change, local, made_by, read, september, the_entry, titles
from works.choices import Priority, Status
from works.models import Work
from works.services import lifecycle, recurring, splitting


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


def times(report):
    """Title, times by section."""
    return {
        section: [(entry.title, entry.times) for entry in entries]
        for group in read(report)
        for section, entries in group.sections.items()
    }


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

    def test_is_of_the_last_to_end_whatever_the_order_of_ids(self, ann):
        works = finish(ann, "09-03 09:00", "09-01 09:00", "09-02 09:00")
        made_by(make_rule(ann), works)

        entry = the_entry(september(ann))

        assert entry.works == [works[1].pk, works[2].pk, works[0].pk]
        assert entry.end_at == local("09-03 09:00")

    def test_counts_its_works_in_the_totals(self, ann):
        made_by(make_rule(ann), finish(ann, "09-01 09:00", "09-02 09:00"))
        finish(ann, "09-03 09:00", title="Dig")

        ((_root, (group,)),) = [(root, list(groups)) for root, groups in september(ann).projects()]

        assert group.totals["finished"] == 3
        assert len(group.sections["finished"]) == 2

    def test_is_one_for_each_section(self, ann):
        works = finish(ann, "09-01 09:00", "09-02 09:00")
        still = [make_work(user=ann, title="Water", at=AUGUST) for _ in range(3)]
        late = [make_work(user=ann, title="Water", at=AUGUST, deadline_on=date(2026, 9, 4))]
        made_by(make_rule(ann), [*works, *still, *late])

        assert times(september(ann)) == {
            "finished": [("Water", 2)],
            "overdue": [("Water", 1)],
            "open": [("Water", 3)],
        }

    def test_is_one_for_each_category(self, ann):
        root, tree = make_chain(user=ann, names=["2026", "Garden"])
        here = finish(ann, "09-01 09:00", "09-02 09:00", category=root)
        there = finish(ann, "09-03 09:00", category=tree)
        made_by(make_rule(ann), [*here, *there])

        found = [
            (group.ancestors, [entry.works for entry in group.sections["finished"]]) for group in read(september(ann))
        ]

        assert found == [(["2026"], [ids(here)]), (["2026", "Garden"], [ids(there)])]

    def test_is_one_for_each_rule(self, ann):
        made_by(make_rule(ann), finish(ann, "09-01 09:00", "09-03 09:00"))
        made_by(make_rule(ann), finish(ann, "09-02 09:00", "09-04 09:00"))

        assert times(september(ann)) == {"finished": [("Water", 2), ("Water", 2)]}

    def test_is_one_for_a_series_that_was_split(self, ann):
        old = make_recurring_work(user=ann, at=local("09-01 09:00"), catch_up="create_all")
        change = {"user": ann, "recurring_work_id": old.pk, "at": local("09-04 09:00")}
        new = splitting.edit_this_and_future(**change, occurs_on=date(2026, 9, 3), title="Rain", rule="FREQ=DAILY")
        for work in Work.objects.owned_by(ann).order_by("occurs_on"):
            lifecycle.finish_work(user=ann, work_id=work.pk, at=local("09-05 09:00"))

        entry = the_entry(september(ann))

        assert (entry.title, entry.times, entry.recurring_work) == ("Rain", 4, new.pk)
        assert entry.works == Work.objects.owned_by(ann).order_by("pk").ids()

    def test_takes_no_works_that_only_have_the_same_title(self, ann):
        finish(ann, "09-01 09:00", "09-02 09:00")

        assert times(september(ann)) == {"finished": [("Water", 1), ("Water", 1)]}

    def test_falls_apart_when_the_rule_is_in_the_trash(self, ann):
        rule = make_rule(ann)
        made_by(rule, finish(ann, "09-01 09:00", "09-02 09:00"))
        recurring.delete_recurring_work(user=ann, recurring_work_id=rule.pk, at=local("09-05 12:00"))

        entries = read(september(ann))[0].sections["finished"]

        assert [(entry.times, entry.recurring_work) for entry in entries] == [(1, None), (1, None)]

    def test_has_slipped_if_one_of_its_works_has(self, ann):
        works = finish(ann, "09-01 09:00", "09-02 09:00", "09-03 09:00")
        made_by(make_rule(ann), works)
        change(works[1], deadline_moves=[{"from": "2026-08-30", "to": "2026-09-02", "at": "2026-08-30T00:00:00+00:00"}])

        assert the_entry(september(ann)).slipped


class TestOrder:
    def test_of_what_has_closed_is_by_its_end(self, ann):
        for title, day in [("third", "09-20"), ("first", "09-02"), ("second", "09-10")]:
            finish(ann, f"{day} 09:00", title=title)

        assert titles(september(ann)) == {"finished": ["first", "second", "third"]}

    def test_of_what_is_open_is_by_deadline_and_those_without_one_last(self, ann):
        deadlines = {"none": None, "later": date(2026, 10, 30), "sooner": date(2026, 10, 9), "none either": None}
        for title, deadline_on in deadlines.items():
            make_work(user=ann, title=title, deadline_on=deadline_on, at=AUGUST)

        assert titles(september(ann)) == {"open": ["sooner", "later", "none", "none either"]}

    def test_of_what_was_open_does_not_depend_on_when_it_closed_later(self, ann):
        for title, end, deadline_on in [
            ("b", "10-02 09:00", date(2026, 10, 9)),
            ("a", "10-05 09:00", date(2026, 10, 8)),
        ]:
            work = make_work(user=ann, title=title, deadline_on=deadline_on, at=AUGUST)
            lifecycle.finish_work(user=ann, work_id=work.pk, at=local(end))
        make_work(user=ann, title="c", deadline_on=date(2026, 10, 10), at=AUGUST)

        assert titles(september(ann)) == {"open": ["a", "b", "c"]}

    def test_of_a_fold_is_that_of_its_last_work(self, ann):
        made_by(make_rule(ann), finish(ann, "09-01 09:00", "09-20 09:00"))
        finish(ann, "09-10 09:00", title="Dig")

        assert titles(september(ann)) == {"finished": ["Dig", "Water"]}

    def test_of_what_ended_at_once_is_by_deadline_then_id(self, ann):
        at = local("09-10 09:00")
        for title, deadline_on in [("b", date(2026, 9, 12)), ("a", date(2026, 9, 11)), ("c", None), ("d", None)]:
            make_finished_work(user=ann, title=title, deadline_on=deadline_on, at=at)

        assert titles(september(ann)) == {"finished": ["a", "b", "c", "d"]}
        assert Work.objects.owned_by(ann).closed().count() == 4
