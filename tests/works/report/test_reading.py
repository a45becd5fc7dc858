"""A report against a plain reading of the same rows: all works one by one, days instead of instants, no SQL.

PROVE=1 does it with more seeds.
"""

import os
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from random import Random

import pytest
from django.db import transaction

from categories import services as categories
from categories.models import Category
from tests.makers import make_category, make_recurring_work, make_user
from tests.works.report.reports import AUGUST, days, local
from works.choices import Status
from works.models import RecurringWork, Work
from works.report.entries import SECTIONS
from works.report.periods import Period
from works.report.reading import Report, find_place
from works.services import editing, recurring

PROVE = bool(os.environ.get("PROVE"))
ZONES = ["Asia/Seoul", "America/New_York", "UTC"]
SEEDS = list(product(range(20), ZONES)) if PROVE else list(enumerate(ZONES))
NOW = datetime(2026, 10, 8, 3, 0, tzinfo=UTC)
# Over, over for a moment, the day of now (and the day that is now elsewhere), going on, to come, all.
SPANS = ["09-01 09-30", "09-15", "10-01 10-07", "10-08", "10-05 10-11", "10-12 10-31", "01-01 12-31"]


def make_months(user, seed):
    """Make a tree, works and rules of two months: edges of days, moves, renames, trash."""
    rng = Random(seed)
    roots = [make_category(user=user, name=name, at=AUGUST) for name in ("2024", "2025", "2026")]
    children = [
        make_category(user=user, name=f"{place} in {root.name}", parent=root, at=AUGUST)
        for place, root in enumerate(roots * 2)
    ]
    below = [make_category(user=user, name=f"below {child.pk}", parent=child, at=AUGUST) for child in children[:3]]
    rules = [make_recurring_work(user=user, starts_on=date(2027, 1, 1), at=AUGUST) for _ in range(3)]
    places = [*roots, *children, *below, None]
    Work.objects.bulk_create(
        one_work(rng, user, number, category=rng.choice(places), rule=rng.choice([*rules, None, None]))
        for number in range(150)
    )
    categories.move_category(user=user, category_id=children[0].pk, parent_id=roots[1].pk, at=NOW)
    categories.move_category(user=user, category_id=children[1].pk, parent_id=None, at=NOW)
    categories.edit_category(user=user, category_id=roots[2].pk, position=0, name="renamed", at=NOW)
    categories.delete_category(user=user, category_id=children[5].pk, at=NOW)
    recurring.delete_recurring_work(user=user, recurring_work_id=rules[0].pk, at=NOW)
    for pk in rng.sample(list(Work.objects.owned_by(user).values_list("pk", flat=True)), 10):
        editing.delete_work(user=user, work_id=pk, at=NOW)
    # Some were filed in projects that are deleted now.
    categories.delete_category(user=user, category_id=roots[0].pk, at=NOW)


def one_work(rng, user, number, *, category, rule):
    created = instant(rng, user.zone, "08-20", NOW)
    end = instant(rng, user.zone, "08-20", NOW) if rng.random() < 0.6 else None
    end = end and max(created, end)
    starts = rng.choice([None, date(2026, 8, 25) + timedelta(days=rng.randrange(60))])
    first = max(starts or date.min, date(2026, 8, 25))
    deadline = rng.choice([None, first + timedelta(days=rng.randrange(45))])
    clock = rng.choice([None, time(0, 0), NOW.astimezone(user.zone).time(), time(12, 0), time(23, 59)])
    return Work(
        user=user,
        title=f"Work {number}",
        category=category,
        recurring_work=rule,
        occurs_on=rule and date(2026, 1, 1) + timedelta(days=number),
        my_job=rng.random() < 0.5,
        current_status=(
            rng.choice([Status.DONE, Status.CANCELLED]) if end else rng.choice([Status.TODO, Status.IN_PROGRESS])
        ),
        starts_on=starts,
        deadline_on=deadline,
        deadline_time=deadline and clock,
        deadline_moves=[put_off(rng) for _ in range(rng.choice([0, 0, 1, 2]))],
        end_at=end,
        **(filed(rng, user, category) if end else {}),
        created_at=created,
        updated_at=created,
    )


def instant(rng, zone, first, last):
    """Any moment, or the edge of a day in the zone."""
    begin = local(f"{first} 00:00", zone.key)
    moment = begin + timedelta(seconds=rng.randrange(int((last - begin).total_seconds())))
    if rng.random() < 0.5:
        midnight = datetime.combine(moment.astimezone(zone).date(), time.min, tzinfo=zone)
        moment = midnight.astimezone(UTC) - timedelta(microseconds=rng.choice([0, 1]))
    return max(moment, begin)


def put_off(rng):
    was = date(2026, 8, 20) + timedelta(days=rng.randrange(60))
    became = was + timedelta(days=rng.randrange(1, 40))
    return {"from": was.isoformat(), "to": became.isoformat(), "at": "2026-09-01T00:00:00+00:00"}


def filed(rng, user, category):
    """Return the ancestors at closing: as they are, or under another name."""
    if category is None:
        return {"filed_path": "", "filed_under": []}
    names = dict(Category.objects.owned_by(user).values_list("pk", "name"))
    steps = [int(step) for step in category.path.split("/")[1:]]
    once = rng.choice(["", "", "once "])
    return {"filed_path": category.path, "filed_under": [{"id": pk, "name": once + names[pk]} for pk in steps]}


def section_of(work, user, period):
    """Where a plain reading puts the work; None for nowhere."""
    today, clock = NOW.astimezone(user.zone).date(), NOW.astimezone(user.zone).time()
    made = work.created_at.astimezone(user.zone).date()
    closed = work.end_at and work.end_at.astimezone(user.zone).date()
    if closed and period.start <= closed <= period.end:
        return "finished" if work.current_status == "DONE" else "cancelled"
    if (closed and closed < period.start) or made > period.end or (work.starts_on and work.starts_on > period.end):
        return None
    if work.deadline_on and period.end < today and work.deadline_on <= period.end:
        return "overdue"
    if work.deadline_on and period.end >= today and (work.deadline_on, work.deadline_time or time.max) < (today, clock):
        return "overdue"
    return "slipped" if has_slipped(work, period) else "open"


def has_slipped(work, period):
    """Into the period from before, or from within past its end."""
    return any(
        (move["from"] < str(period.start) <= move["to"] <= str(period.end))
        or (str(period.start) <= move["from"] <= str(period.end) < move["to"])
        for move in work.deadline_moves
    )


def ancestors_of(work, user, period, as_filed, tree):
    """(ids, names) from the root."""
    if as_filed == "then" and section_of(work, user, period) in ("finished", "cancelled"):
        return tuple(step["id"] for step in work.filed_under), tuple(step["name"] for step in work.filed_under)
    steps = [tree[int(pk)] for pk in tree[work.category_id].path.split("/")[1:]] if work.category_id else []
    return tuple(step.pk for step in steps), tuple(step.name for step in steps)


def expected(report):
    """{(ids, names): {section: [ids of works, entry by entry]}}, and the ids of ancestors in their order."""
    tree = {category.pk: category for category in Category.all_objects.all()}
    deleted_rules = {rule.pk for rule in RecurringWork.all_objects.exclude(deleted_at=None)}
    groups = defaultdict(lambda: {name: {} for name in SECTIONS})
    for work in sorted(Work.all_objects.all(), key=lambda work: (*_when(work, report), work.pk)):
        section = section_of(work, report.user, report.period)
        if work.user_id != report.user.pk or work.deleted_at or section is None:
            continue
        ancestors = ancestors_of(work, report.user, report.period, report.as_filed, tree)
        if report.under and report.under.pk not in ancestors[0]:
            continue
        if report.my_job is not None and work.my_job != report.my_job:
            continue
        folds = work.recurring_work_id and work.recurring_work_id not in deleted_rules
        entries = groups[ancestors][section]
        key = ("rule", work.recurring_work_id) if folds else ("work", work.pk)
        entries[key] = [*entries.pop(key, []), work.pk]
    places = {name: index for index, name in enumerate(_roots(tree.values(), report.user))}
    order = sorted({ids for ids, _names in groups}, key=lambda ids: _place(ids, places))
    return {
        ancestors: {name: list(entries.values()) for name, entries in found.items()}
        for ancestors, found in groups.items()
    }, order


def _when(work, report):
    """The end if it lies in the period, and the deadline; what has none comes last."""
    is_closed = section_of(work, report.user, report.period) in ("finished", "cancelled")
    return work.end_at if is_closed else datetime.max.replace(tzinfo=UTC), work.deadline_on or date.max


def _roots(tree, user):
    roots = [row for row in tree if row.user_id == user.pk and row.level == 0 and row.deleted_at is None]
    return [row.pk for row in sorted(roots, key=lambda row: (row.position, row.pk))]


def _place(ids, roots):
    """Live projects by their order, then others, nowhere last; inside by path."""
    return not ids, roots.get(ids[0], len(roots)) if ids else 0, [str(pk) for pk in ids]


def actual(report):
    """Return the same two of the report itself."""
    found, order = {}, []
    for root, groups in report.projects():
        for group in groups:
            ids = tuple(link.id for link in group.ancestors)
            assert (root.id if root else None) == (ids[0] if ids else None)
            assert [link.level for link in group.ancestors] == list(range(len(ids)))
            ancestors = ids, tuple(link.name for link in group.ancestors)
            assert ancestors not in found
            found[ancestors] = {name: [entry.works for entry in entries] for name, entries in group.sections.items()}
            order.append(ids)
    return found, list(dict.fromkeys(order))


def total(found):
    return Counter(
        {name: sum(len(works) for ancestors in found.values() for works in ancestors[name]) for name in SECTIONS}
    )


@pytest.fixture(params=SEEDS, ids=str, scope="class")
def lived(request, django_db_setup, django_db_blocker):
    """Make a person with rows of two months, and a stranger with some too. Rolls back in the end."""
    seed, zone = request.param
    with django_db_blocker.unblock(), transaction.atomic():
        user = make_user(time_zone=zone)
        make_months(user, seed)
        make_months(make_user("ben@example.org", time_zone=zone), seed + 1)
        yield user
        transaction.set_rollback(True)


@pytest.mark.django_db
class TestReport:
    def test_is_what_a_plain_reading_finds(self, lived):
        seen = Counter()
        for span in SPANS:
            for as_filed in ("now", "then"):
                report = Report(lived, days(span), NOW, as_filed)

                found, order = actual(report)

                groups, places = expected(report)
                assert found == groups, (span, as_filed)
                assert order == places, (span, as_filed)
                seen += total(found)

        # Each section occurs.
        assert set(seen) == set(SECTIONS)

    def test_filtered_is_that_part_of_it(self, lived):
        # Some works closed after these days.
        for category in Category.objects.owned_by(lived):
            for as_filed in ("now", "then"):
                report = Report(lived, days("09-01 09-20"), NOW, as_filed, under=category)

                assert actual(report) == expected(report), (category.path, as_filed)

    def test_sets_slipped_of_an_entry_if_one_of_its_works_has(self, lived):
        report = Report(lived, days("09-01 09-30"), NOW)
        works = {work.pk: work for work in Work.objects.owned_by(lived)}

        entries = [
            entry
            for _root, groups in report.projects()
            for group in groups
            for found in group.sections.values()
            for entry in found
        ]

        assert {entry.times > 1 for entry in entries} == {True, False}
        for entry in entries:
            assert entry.slipped is any(has_slipped(works[pk], report.period) for pk in entry.works)

    def test_of_my_job_and_of_the_others_add_up_to_all(self, lived):
        totals = {}
        for my_job in (None, True, False):
            report = Report(lived, days("09-01 10-11"), NOW, "then", my_job=my_job)
            assert actual(report) == expected(report), my_job
            totals[my_job] = total(actual(report)[0])

        assert totals[True] + totals[False] == totals[None]

    def test_has_each_work_once(self, lived):
        found, _order = actual(Report(lived, Period(date(2026, 1, 1), date(2026, 12, 31)), NOW))

        works = [
            pk for ancestors in found.values() for entries in ancestors.values() for works in entries for pk in works
        ]
        begun = [work.pk for work in Work.objects.owned_by(lived)]
        assert sorted(works) == sorted(begun)


class TestFindPlace:
    @pytest.mark.parametrize(("is_root", "expected"), [(True, ["2026"]), (False, ["2026", "Garden"])])
    def test_finds_live_categories_of_the_person(self, is_root, expected, ann, ben):
        root = make_category(user=ann, name="2026")
        make_category(user=ann, name="Garden", parent=root)
        make_category(user=ben, name="Ben's")
        deleted = make_category(user=ann, name="deleted")
        categories.delete_category(user=ann, category_id=deleted.pk, at=NOW)

        found = [find_place(ann, row.pk, is_root=is_root) for row in Category.all_objects.order_by("pk")]

        assert [place.name for place in found if place] == expected
