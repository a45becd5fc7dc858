"""Due works: a batch against a loop that settles one rule at a time, the same rules."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.benchmarks.orm.sizes import SIZES
from tests.makers import NOON, make_category, make_user
from works.models import RecurringWork, Work
from works.services import cursor, generation
from works.services.generation import run_batch

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]

DUE_ON = NOON.date()

KINDS = [
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=WE",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE",
    "FREQ=MONTHLY;BYMONTHDAY=2",
    "FREQ=MONTHLY;BYDAY=1WE",
    "FREQ=DAILY;INTERVAL=2",
]


def make_due_rules(places, count):
    """Make rules that are due today, in these categories in turn."""
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
    """Settle the due rules with a transaction for each, as the simplest code would."""
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


WAYS = {"in a batch": lambda: run_batch(NOON, size=SIZES.rules), "one by one": lambda: one_by_one(NOON)}


class TestGeneration:
    @pytest.mark.parametrize("way", WAYS)
    @pytest.mark.benchmark(group=f"generation: {SIZES.rules:,} due rules")
    def test_makes_the_works(self, benchmark, way):
        places = [make_category(user=make_user(f"person{index}@example.org")) for index in range(20)]

        def due():
            Work.all_objects.all().delete()
            RecurringWork.all_objects.all().delete()
            make_due_rules(places, SIZES.rules)

        benchmark.extra_info["way"] = way
        benchmark.pedantic(WAYS[way], setup=due, rounds=3)

        assert Work.objects.count() >= SIZES.rules
