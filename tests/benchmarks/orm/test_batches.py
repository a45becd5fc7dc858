"""Due works: a batch against a loop that settles one rule at a time, the same rules."""

import pytest

from tests.benchmarks.orm.sizes import SIZES
from tests.benchmarks.test_generation import one_by_one, plant
from tests.makers import NOON, make_category, make_user
from works.models import RecurringWork, Work
from works.services.generation import run_batch

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]

WAYS = {"in a batch": lambda: run_batch(NOON, size=SIZES.rules), "one by one": lambda: one_by_one(NOON)}


class TestGeneration:
    @pytest.mark.parametrize("way", WAYS)
    @pytest.mark.benchmark(group=f"generation: {SIZES.rules:,} due rules")
    def test_makes_the_works(self, benchmark, way):
        places = [make_category(user=make_user(f"person{index}@example.org")) for index in range(20)]

        def due():
            Work.all_objects.all().delete()
            RecurringWork.all_objects.all().delete()
            plant(places, SIZES.rules)

        benchmark.extra_info["way"] = way
        benchmark.pedantic(WAYS[way], setup=due, rounds=3)

        assert Work.objects.count() >= SIZES.rules
