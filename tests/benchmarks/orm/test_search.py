"""A search as one person's works grow tenfold and again: a common word, a rare one, one that is not there, two syllables."""

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client

from accounts import tokens
from tests.benchmarks.orm.sizes import SIZES
from tests.makers import NOON, make_user
from tests.proofs.bulk import times
from wheelbarrow.core.db.searching import repair_texts
from works.models import Work

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]

# Works with a rare word, whatever their number; one work in a hundred has the two syllables.
RARE = 20
ASKED = {"a common word": "보고서", "a rare word": "zugspitze", "no such word": "도레미파", "two syllables": "병원"}
PLACES = {"works/?q=": "/api/v1/works/", "search/": "/search/"}


def _work(user, index, count):
    words = ["분기 보고서를 쓰고" if index % 2 else "review the draft of", f"{index}"]
    words += ["강남병원에서 전화"] * (index % 100 == 3) + ["Zugspitze"] * (index % (count // RARE) == 7)
    return Work(
        user=user, title=" ".join(words), content="with the notes of the last meeting", position=index, **times()
    )


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """For each count of works a person with texts. Taken back in the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = {}
        for count in SIZES.works:
            user = found[count] = make_user(f"person{count}@example.org")
            Work.objects.bulk_create((_work(user, index, count) for index in range(count)), batch_size=2000)
            repair_texts(Work, user.pk, Work.objects.owned_by(user).ids())
        with connection.cursor() as cursor:
            for table in ("works_work", "works_worktext"):
                cursor.execute(f"ANALYZE {table}")
        yield found
        transaction.set_rollback(True)


class TestSearch:
    @pytest.mark.parametrize("works", SIZES.works)
    @pytest.mark.parametrize("word", ASKED)
    @pytest.mark.parametrize("place", PLACES)
    def test_of(self, benchmark, people, place, word, works):
        benchmark.group = f"GET {place} {word}"
        benchmark.extra_info["way"] = f"{works:,} works"
        with time_machine.travel(NOON, tick=False):
            client = Client(headers={"authorization": f"Bearer {tokens.issue(people[works])['access']}"})
            if place == "search/":
                client = Client()
                client.force_login(people[works])

            answer = benchmark.pedantic(
                lambda: client.get(PLACES[place], {"q": ASKED[word]}), rounds=SIZES.rounds * 2, warmup_rounds=2
            )

        assert answer.status_code == 200
