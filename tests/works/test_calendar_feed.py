from collections import defaultdict
from datetime import date, datetime, time, timedelta

import pytest
import recurring_ical_events
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from categories import services as categories
from tests.makers import (
    NOON,
    make_ancestors,
    make_category,
    make_finished_work,
    make_label,
    make_recurring_work,
    make_user,
    make_work,
)
from works import calendar_feed
from works.agenda import finished_on_days, occurrences_between, planned_works
from works.calendar_feed import lines_of
from works.choices import Status
from works.models import RecurringWork, Work
from works.services import branches, editing, feeds, labels, lifecycle, pausing, recurring, scheduler
from works.web.days import days_between, place, place_finished, place_ghosts

DAY = timedelta(days=1)
TODAY = NOON.date()
HOME = "https://work.example.org/"
ZONES = (
    "Asia/Seoul",
    "America/New_York",
    "Europe/Berlin",
    "Pacific/Auckland",
    "America/Sao_Paulo",
    "Asia/Kolkata",
)


def read(user, at=NOON, **choices):
    """Return the components of a new feed with these choices."""
    created = feeds.create_feed(user=user, name="All", at=at, **choices)
    feed = feeds.feed_of(created.secret, at=at)
    return Calendar.from_ical("".join(lines_of(feed, at=at, home=HOME)))


def entries(user, at=NOON, **choices):
    return [each for each in read(user, at, **choices).subcomponents if each.name in ("VEVENT", "VTODO")]


def titles(user, at=NOON, **choices):
    return [str(each["SUMMARY"]) for each in entries(user, at, **choices)]


@pytest.mark.alike
class TestDays:
    @pytest.mark.parametrize("name", ZONES)
    def test_are_those_of_the_pages_over_clock_changes_and_month_ends(self, db, name):
        user = make_user(email=f"{name.replace('/', '-')}@example.org", time_zone=name)
        # The window of 60 days back and 365 ahead has every clock change of a year.
        for number, day in enumerate(TODAY + 5 * n * DAY for n in range(-11, 73)):
            at = [None, time(0, 0), time(2, 30), time(23, 59)][number % 4]
            make_work(
                user=user, title=f"due {number}", deadline_on=day, deadline_time=at, starts_on=day - number % 9 * DAY
            )
            make_work(user=user, title=f"start {number}", starts_on=day)
        make_recurring_work(
            user=user, title="ends", rule="FREQ=MONTHLY;BYMONTHDAY=-1", deadline_days=0, deadline_time=time(23, 59)
        )
        make_recurring_work(
            user=user, title="later", rule="FREQ=WEEKLY;BYDAY=SU", deadline_days=3, deadline_time=time(2, 30)
        )
        make_finished_work(user=user, title="midnight", at=datetime.combine(TODAY - 20 * DAY, time(0, 1), user.zone))
        make_finished_work(user=user, title="night", at=datetime.combine(TODAY - 20 * DAY, time(23, 59), user.zone))
        rules = {rule.title: rule for rule in RecurringWork.objects.owned_by(user)}

        found = recurring_ical_events.of(read(user)).between(TODAY - 62 * DAY, TODAY + 368 * DAY)

        on_days = defaultdict(list)
        for each in found:
            on_days[day_of(each, user)].append(str(each["SUMMARY"]))
        assert {day: sorted(names) for day, names in on_days.items()} == shown_by_the_pages(user, rules)
        assert len({str(each["UID"]) for each in found}) == len(found) > 200

    @pytest.mark.parametrize("name", ZONES)
    def test_a_time_is_that_of_the_person_in_winter_and_summer(self, db, name):
        user = make_user(email=f"{name.replace('/', '-')}@example.org", time_zone=name)
        for day in (date(2026, 9, 30), date(2026, 12, 31), date(2027, 3, 31), date(2027, 7, 31)):
            make_work(user=user, title=day.isoformat(), deadline_on=day, deadline_time=time(15, 45))
        for each in entries(user):
            assert each["DTSTART"].dt.astimezone(user.zone) == datetime.combine(
                date.fromisoformat(each["SUMMARY"]), time(15, 45), user.zone
            )

    def test_the_window_moves_with_the_day(self, ann):
        for number in (-61, -60, 365, 366):
            make_work(user=ann, title=str(number), deadline_on=TODAY + number * DAY)
        assert titles(ann) == ["365", "-60"]
        assert titles(ann, NOON + DAY) == ["365", "366"]

    def test_tasks_have_overdue_and_dayless_works_too(self, ann):
        make_work(user=ann, title="old", deadline_on=TODAY - 300 * DAY)
        make_work(user=ann, title="some day")
        make_work(user=ann, title="far", deadline_on=TODAY + 400 * DAY)
        assert titles(ann) == []
        assert sorted(titles(ann, component="todo")) == ["old", "some day"]


def shown_by_the_pages(user, rules):
    """Return what the calendar of the pages has on each day of the window, without starts of works that are due later."""
    days = days_between(TODAY - 60 * DAY, TODAY + 365 * DAY)
    first, last = min(days), max(days)
    place(days, planned_works(user, first, last).values("title", "starts_on", "deadline_on"))
    place_finished(days, finished_on_days(user, first, last).values("title", "end_at"), zone=user.zone)
    place_ghosts(days, occurrences_between(user, first, last, today=TODAY, limit=1000))
    found = defaultdict(list)
    for day, held in days.items():
        found[day] += [
            work["title"] for work in held.planned + held.due if (work["deadline_on"] or work["starts_on"]) == day
        ]
        found[day] += [f"✓ {work['title']}" for work in held.finished]
        for ghost in held.ghosts:
            # The page shows where it begins, the feed where it is due.
            found[rules[ghost.title].deadline_of(ghost.day)[0]].append(ghost.title)
    return {day: sorted(titles) for day, titles in found.items() if titles and day in days}


def day_of(found, user):
    """Return the day of an event in the zone of the person."""
    start = found["DTSTART"].dt
    return start.astimezone(user.zone).date() if isinstance(start, datetime) else start


class TestOccurrences:
    def uids(self, user, at=NOON):
        return {str(each["UID"]): str(each["SUMMARY"]) for each in entries(user, at)}

    def days(self, user, at=NOON):
        return {day_of(each, user) for each in entries(user, at)}

    def test_the_work_that_is_made_takes_the_place_of_its_occurrence(self, ann):
        make_recurring_work(user=ann, title="Water", rule="FREQ=DAILY", deadline_days=2)
        later = NOON + DAY
        before, days = self.uids(ann, later), self.days(ann, later)
        works = Work.objects.owned_by(ann).count()

        scheduler.tick(later)

        assert Work.objects.owned_by(ann).count() == works + 1
        assert (self.uids(ann, later), self.days(ann, later)) == (before, days)
        assert len(entries(ann, later)) == len(before)

    def test_a_work_that_is_made_while_the_feed_is_read_is_there_once(self, ann, monkeypatch):
        make_recurring_work(user=ann, title="Water", rule="FREQ=DAILY")
        read_works = calendar_feed._works

        def late(feed, today):
            scheduler.tick(NOON + DAY)
            return read_works(feed, today)

        monkeypatch.setattr(calendar_feed, "_works", late)

        found = entries(ann)
        assert len(found) == len({str(each["UID"]) for each in found}) == 366

    def test_a_moved_work_keeps_its_uid(self, ann):
        make_recurring_work(user=ann, title="Water", rule="FREQ=DAILY", deadline_days=0)
        [work] = Work.objects.owned_by(ann)
        before = self.uids(ann)

        editing.edit_work(user=ann, work_id=work.pk, at=NOON, deadline_on=TODAY + 3 * DAY)

        assert self.uids(ann) == before
        [moved] = [each for each in entries(ann) if f"-{work.recurring_work_id}-20260902@" in each["UID"]]
        assert moved["DTSTART"].dt == TODAY + 3 * DAY

    def test_a_work_keeps_its_uid_when_its_rule_is_deleted(self, ann):
        rule = make_recurring_work(user=ann, title="Water", rule="FREQ=DAILY", deadline_days=0)
        before = self.uids(ann)

        recurring.delete_recurring_work(user=ann, recurring_work_id=rule.pk, at=NOON)

        after = self.uids(ann)
        assert len(after) == 1
        assert set(after) < set(before)

    def test_skipped_and_paused_days_are_left_out(self, ann):
        rule = make_recurring_work(user=ann, title="Water", rule="FREQ=DAILY")
        before = self.days(ann)

        pausing.skip(user=ann, recurring_work_id=rule.pk, at=NOON, occurs_on=TODAY + 2 * DAY)
        pausing.pause(user=ann, recurring_work_id=rule.pk, at=NOON, from_on=TODAY + 4 * DAY, until_on=TODAY + 6 * DAY)

        assert before - self.days(ann) == {TODAY + number * DAY for number in (2, 4, 5, 6)}

    def test_days_of_a_paused_branch_are_left_out(self, ann):
        garden = make_category(user=ann)
        make_recurring_work(user=ann, title="Water", category=garden)
        make_work(user=ann, title="Dig", category=garden, deadline_on=TODAY + 5 * DAY)

        first, last = TODAY + 4 * DAY, TODAY + 6 * DAY
        branches.pause_branch(user=ann, category_id=garden.pk, at=NOON, from_on=first, until_on=last)

        assert not self.days(ann) & {first, first + DAY, last}
        assert "Dig" not in titles(ann)

    def test_many_rules_give_the_next_days_only(self, ann, monkeypatch):
        monkeypatch.setattr(calendar_feed, "MOST_OCCURRENCES", 60)
        for number in range(3):
            make_recurring_work(user=ann, title=f"Water {number}", rule="FREQ=DAILY")
        calendar = read(ann)
        found = [each for each in calendar.subcomponents if each.name == "VEVENT"]
        assert len(found) == 3 + 60
        assert "too many" in calendar["X-WR-CALDESC"]


class TestChoices:
    def test_a_branch(self, ann):
        year, garden = make_ancestors(user=ann, names=["2026", "Garden"])
        make_work(user=ann, title="in", category=garden, deadline_on=TODAY)
        make_work(user=ann, title="above", category=year, deadline_on=TODAY)
        make_recurring_work(user=ann, title="rule", category=garden, rule="FREQ=DAILY;COUNT=3")
        make_recurring_work(user=ann, title="other", rule="FREQ=DAILY;COUNT=3")
        assert sorted(titles(ann, under=garden.pk)) == ["in", "rule", "rule", "rule"]

    def test_labels(self, ann):
        home, other = make_label(user=ann, name="Home"), make_label(user=ann, name="Other")
        make_work(user=ann, title="home", labels=[home.pk], deadline_on=TODAY)
        make_work(user=ann, title="both", labels=[home.pk, other.pk], deadline_on=TODAY)
        make_work(user=ann, title="none", deadline_on=TODAY)
        make_recurring_work(user=ann, title="rule", labels=[other.pk], rule="FREQ=DAILY;COUNT=2")
        assert sorted(titles(ann, labels=[home.pk])) == ["both", "home"]
        assert sorted(titles(ann, labels=[home.pk, other.pk])) == ["both", "home", "rule", "rule"]

    def test_a_feed_whose_labels_are_all_in_the_trash_has_nothing(self, ann):
        home = make_label(user=ann, name="Home")
        make_work(user=ann, title="home", labels=[home.pk], deadline_on=TODAY)
        created = feeds.create_feed(user=ann, name="Home", at=NOON, labels=[home.pk])
        labels.delete_label(user=ann, label_id=home.pk, at=NOON)
        feed = feeds.feed_of(created.secret, at=NOON)
        assert "VEVENT" not in "".join(lines_of(feed, at=NOON, home=HOME))

    def test_my_job(self, ann):
        make_work(user=ann, title="mine", my_job=True, deadline_on=TODAY)
        make_work(user=ann, title="not", deadline_on=TODAY)
        assert titles(ann, my_job=True) == ["mine"]
        assert titles(ann, my_job=False) == ["not"]

    def test_finished_works_leave_or_stay_and_cancelled_ones_leave(self, ann):
        make_finished_work(user=ann, title="done", deadline_on=TODAY + DAY)
        work = make_work(user=ann, title="cancelled", deadline_on=TODAY)
        lifecycle.set_status(user=ann, work_id=work.pk, status=Status.CANCELLED, at=NOON)
        assert titles(ann) == ["✓ done"]
        assert titles(ann, with_closed=False) == []
        assert titles(ann, component="todo") == ["done"]


class TestRows:
    def test_of_a_stranger_are_never_there(self, ann, ben):
        make_work(user=ben, title="secret", deadline_on=TODAY)
        make_finished_work(user=ben, title="secret")
        make_recurring_work(user=ben, title="secret")
        make_work(user=ann, title="mine", deadline_on=TODAY)
        assert titles(ann) == ["mine"]

    def test_in_the_trash_are_never_there(self, ann):
        root, leaf = make_ancestors(user=ann, names=["Root", "GoneBranch"])
        label = make_label(user=ann, name="GoneLabel")
        make_work(user=ann, title="here", category=root, labels=[label.pk], deadline_on=TODAY)
        make_work(user=ann, title="gone", category=leaf, deadline_on=TODAY)
        make_finished_work(user=ann, title="gone", category=leaf)
        gone = make_recurring_work(user=ann, title="gone", category=root)
        make_recurring_work(user=ann, title="gone", category=leaf)
        labels.delete_label(user=ann, label_id=label.pk, at=NOON)
        for work in Work.objects.owned_by(ann).made_by(gone.pk):
            editing.delete_work(user=ann, work_id=work.pk, at=NOON)
        recurring.delete_recurring_work(user=ann, recurring_work_id=gone.pk, at=NOON)
        categories.delete_category(user=ann, category_id=leaf.pk, at=NOON)

        for component in ("event", "todo"):
            created = feeds.create_feed(user=ann, name="All", at=NOON, component=component)
            text = "".join(lines_of(feeds.feed_of(created.secret, at=NOON), at=NOON, home=HOME))
            assert "here" in text
            assert "gone" not in text.casefold()

    def test_cost_the_same_number_of_statements_whatever_there_is(self, ann):
        def count():
            feed = feeds.feed_of(created.secret, at=NOON)
            with CaptureQueriesContext(connection) as statements:
                "".join(lines_of(feed, at=NOON, home=HOME))
            return len(statements)

        created = feeds.create_feed(user=ann, name="All", at=NOON)
        label = make_label(user=ann)
        for number in range(20):
            nested = make_ancestors(user=ann, names=[str(number), "a", "b"])
            make_work(user=ann, category=nested[-1], labels=[label.pk], deadline_on=TODAY)
            make_recurring_work(user=ann, category=nested[-1], rule="FREQ=WEEKLY", labels=[label.pk])
            if number == 1:
                few = count()
        assert count() == few == 4

    def test_too_many_are_cut_with_a_sentence(self, ann, monkeypatch):
        monkeypatch.setattr(calendar_feed, "MOST_WORKS", 2)
        for number in (-3, -2, 1, 2):
            make_work(user=ann, title=str(number), deadline_on=TODAY + number * DAY)
        calendar = read(ann)
        assert [str(each["SUMMARY"]) for each in calendar.subcomponents] == ["1", "2"]
        assert "too many" in calendar["X-WR-CALDESC"]

    def test_the_head(self, ann):
        make_work(user=ann, title="a", deadline_on=TODAY)
        calendar = read(ann)
        assert (calendar["X-WR-CALNAME"], calendar["X-PUBLISHED-TTL"]) == ("All", "PT1H")
        assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
        assert "X-WR-CALDESC" not in calendar
