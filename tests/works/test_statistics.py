"""The numbers of the whole server."""

from datetime import date, timedelta

from django.core.cache import cache

from categories import services as categories
from tests.makers import NOON, make_ancestors, make_category, make_finished_work, make_user, make_work
from works import statistics
from works.choices import Status
from works.services import editing, lifecycle

YESTERDAY = NOON.date() - timedelta(days=1)


def counted(at=NOON):
    return statistics.count(at, at)


class TestCount:
    def test_counts_the_live_works_of_all_people_by_status(self, ann, ben):
        make_work(user=ann)
        make_work(user=ben, current_status=Status.IN_PROGRESS)
        make_work(user=ben, current_status=Status.CANCELLED)
        make_finished_work(user=ann)
        gone = [make_work(user=ann), make_finished_work(user=ann)]
        editing.delete_works(user=ann, ids=[work.pk for work in gone], at=NOON)

        numbers = counted()

        assert list(numbers.by_status) == Status.values
        counts = {status: number for status, number in numbers.by_status.items() if number}
        assert counts == {"TODO": 1, "IN_PROGRESS": 1, "DONE": 1, "CANCELLED": 1}

    def test_counts_what_is_overdue(self, ann, ben):
        make_work(user=ann, deadline_on=YESTERDAY)
        make_work(user=ben, deadline_on=NOON.date())
        make_finished_work(user=ben, deadline_on=YESTERDAY)

        assert counted().overdue == 1

    def test_counts_each_week_of_a_year_from_monday_on(self, ann):
        # NOON is a Wednesday.
        for days in (0, 2, 3, 52 * 7 + 2, 52 * 7 + 3):
            make_finished_work(user=ann, at=NOON - timedelta(days=days))

        numbers = counted()

        assert len(numbers.finished_by_week) == 53
        assert {week: number for week, number in numbers.finished_by_week.items() if number} == {
            date(2026, 8, 31): 2,
            date(2026, 8, 24): 1,
            date(2025, 9, 1): 1,
        }
        assert numbers.by_status["DONE"] == 5

    def test_counts_the_open_works_below_each_yearly_project(self, ann, ben):
        root, _garden, beds = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])
        theirs = make_category(user=ben, name="2026")
        make_work(user=ann, category=root)
        make_work(user=ann, category=root)
        make_work(user=ann, category=beds, deadline_on=YESTERDAY)
        make_finished_work(user=ann, category=beds)
        make_work(user=ben, category=theirs)
        make_work(user=ben, category=theirs)
        make_work(user=ben)

        assert counted().projects == [
            statistics.Project(root.path, "2026", "ann@example.org", 3, 1),
            statistics.Project(theirs.path, "2026", "ben@example.org", 2, 0),
            statistics.Project(None, "", "", 1, 0),
        ]

    def test_names_the_people_with_most_works(self, ann, ben):
        make_work(user=ben)
        make_work(user=ann)
        make_work(user=ann, deadline_on=YESTERDAY)
        make_finished_work(user=ann, at=NOON - timedelta(days=27))
        make_finished_work(user=ann, at=NOON - timedelta(days=29))

        assert counted().people == [
            statistics.Person(ann.pk, "ann@example.org", 2, 1, 1),
            statistics.Person(ben.pk, "ben@example.org", 1, 0, 0),
        ]

    def test_lists_the_largest_only(self, ann):
        for index in range(statistics.LARGEST + 1):
            make_work(user=make_user(f"{index}@example.org"), category=None)
            make_work(user=ann, category=make_category(user=ann, name=f"{index}"))

        numbers = counted()

        assert len(numbers.people) == len(numbers.projects) == statistics.LARGEST
        assert numbers.people[0].email == "ann@example.org"

    def test_counts_deletions_by_day_and_the_size_of_the_database(self, ann):
        tree = make_category(user=ann)
        make_work(user=ann, category=tree)
        categories.delete_category(user=ann, category_id=tree.pk, at=NOON)

        numbers = counted()

        assert numbers.deletions_by_day == {NOON.date(): 1}
        assert numbers.size > 100_000
        assert numbers.pending_migrations == []
        assert numbers.accounts == 1


class TestStatistics:
    def test_are_kept_for_a_while(self, ann):
        statistics.statistics(NOON, NOON)
        make_work(user=ann)

        kept = statistics.statistics(NOON, NOON)
        cache.clear()

        assert kept.by_status["TODO"] == 0
        assert statistics.statistics(NOON, NOON).by_status["TODO"] == 1

    def test_are_kept_longer_where_counting_takes_long(self, db, monkeypatch):
        kept_for = []
        monkeypatch.setattr(cache, "set", lambda key, value, timeout: kept_for.append(timeout))
        numbers = counted()
        for took in (timedelta(milliseconds=5), timedelta(seconds=5)):
            monkeypatch.setattr(statistics, "count", lambda *_moment, took=took: numbers._replace(took=took))
            statistics.statistics(NOON, NOON)

        assert kept_for == [60, 500]

    def test_follow_a_work_through_its_life(self, ann):
        work = make_work(user=ann)
        lifecycle.finish_work(user=ann, work_id=work.pk, at=NOON)
        finished = counted().by_status
        lifecycle.reopen_work(user=ann, work_id=work.pk, at=NOON)

        assert (finished["DONE"], finished["TODO"]) == (1, 0)
        assert (counted().by_status["DONE"], counted().by_status["TODO"]) == (0, 1)
