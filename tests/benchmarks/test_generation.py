"""Works a second: the scheduler's batches against a loop that settles one rule at a time, in one run.

PROVE=1 takes 100,000 due rules; `-s` shows the table. No time decides whether this passes: both must make the same works.
"""

import gc
import os
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
from django.db import connection, transaction

from tests.makers import NOON, make_category, make_user
from works.models import RecurringWork, Work
from works.services import cursor, generation, scheduler

PROVE = bool(os.environ.get("PROVE"))
RULES, ONES, ROUNDS = (100_000, 2000, 3) if PROVE else (600, 60, 1)
DUE_ON = NOON.date()

KINDS = [
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=WE",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE",
    "FREQ=MONTHLY;BYMONTHDAY=2",
    "FREQ=MONTHLY;BYDAY=1WE",
    "FREQ=DAILY;INTERVAL=2",
]


def plant(places, count):
    """So many rules, each due today, dealt out among people."""
    rows = []
    for index in range(count):
        place = places[index % len(places)]
        row = RecurringWork(
            user_id=place.user_id,
            category=place,
            title=f"{index}",
            rule=KINDS[index % len(KINDS)],
            starts_on=DUE_ON - timedelta(days=14 * (index % 20)),
            extra_on=[DUE_ON.isoformat()],
            catch_up="create_all",
            created_at=NOON,
            updated_at=NOON,
        )
        cursor.move_cursor(row, DUE_ON)
        rows.append(row)
    RecurringWork.objects.bulk_create(rows, batch_size=2000)


def one_by_one(at):
    """What one would write first: for each due rule a transaction that reads, makes and saves."""
    for pk in RecurringWork.objects.due_at(at).ids():
        with transaction.atomic():
            row = RecurringWork.objects.with_zone().locked().get(pk=pk)
            planned = cursor.plan_of(row, today=DUE_ON)
            for day in planned.make:
                place = Work.objects.owned_by(row.user_id).next_position(row.category_id)
                work = generation.work_of(row, day, position=place, at=at)
                columns = [field.attname for field in Work._meta.concrete_fields if not field.primary_key]
                Work.all_objects.get_or_create(
                    recurring_work_id=row.pk,
                    occurs_on=day,
                    defaults={name: getattr(work, name) for name in columns},
                )
            cursor.move_cursor(row, planned.next_on)
            row.updated_at = at
            row.save(update_fields=generation.CURSOR)


def works_a_second(places, count, settle):
    """Gives the rate, and what was made."""
    Work.all_objects.all().delete()
    RecurringWork.all_objects.all().delete()
    plant(places, count)
    gc.collect()
    # As run_scheduler does.
    gc.freeze()
    began = perf_counter()
    settle(NOON)
    took = perf_counter() - began
    gc.unfreeze()
    made = set(Work.all_objects.values_list("title", "occurs_on", "position"))
    return len(made) / took, made


@pytest.mark.django_db(transaction=True)
class TestABatch:
    def test_makes_what_the_loop_makes(self):
        places = [make_category(user=make_user(f"person{index}@example.org")) for index in range(50)]

        rounds = [
            (works_a_second(places, ONES, one_by_one)[0], works_a_second(places, RULES, scheduler.tick)[0])
            for _ in range(ROUNDS)
        ]

        ones, batches = (median(column) for column in zip(*rounds, strict=True))
        print(
            f"\n{connection.vendor}: {RULES:,} due rules, median of {ROUNDS}"
            f"\n  one by one {ones:8,.0f} works/s\n  in batches {batches:8,.0f} works/s\n  ratio      {batches / ones:8.1f}"
        )
        assert works_a_second(places, ONES, one_by_one)[1] == works_a_second(places, ONES, scheduler.tick)[1]
