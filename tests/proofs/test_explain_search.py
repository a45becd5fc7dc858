"""A search reads neither a table nor all rows of a person, on both engines; docs/decisions/0028-search.md has the figures.

PROVE=1 uses 200,000 works of that person.
"""

import json
import os
import re
from datetime import timedelta

import pytest
from django.db import connection, transaction

from tests.makers import NOON, make_user
from tests.proofs.bulk import times
from tests.proofs.test_explain import with_names
from tests.proofs.test_explain_scheduler import rows_read
from wheelbarrow.core.db.searching import repair_texts
from works.choices import Status
from works.finding import COMMON, NEWEST, search
from works.models import Work

WORKS, OF_OTHERS = (200_000, 20_000) if os.environ.get("PROVE") else (6000, 3000)
WHOLE = r"Seq Scan on (works_work|works_worktext)\b|SCAN (works_work|works_worktext|U0)\b(?! USING)"
RARE = ["zugspitze", "병원", "doremi", "뷁쇍"]


def _work(user, index):
    done = index % 100 != 0
    return Work(
        user=user,
        title=f"분기 보고 {index}" if index % 2 else f"write a draft {index}",
        content=f"{'Zugspitze' if index % 1500 == 7 else ''} {'강남병원에서' if index % 1000 == 7 else ''}",
        position=index,
        current_status=Status.DONE if done else Status.TODO,
        end_at=NOON - timedelta(minutes=index) if done else None,
        **times(),
    )


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """Make Ann and ten others with works; yield Ann. Rolls back in the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        ann = make_user()
        owners = [ann, *(make_user(f"person{number}@example.org") for number in range(10))]
        for user in owners:
            for start in range(0, WORKS if user == ann else OF_OTHERS // 10, 2000):
                Work.objects.bulk_create([_work(user, start + index) for index in range(2000)])
            repair_texts(Work, user.pk, Work.objects.owned_by(user).ids())
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE works_work")
            cursor.execute("ANALYZE works_worktext")
        yield ann
        transaction.set_rollback(True)


def page_of(ann, word):
    return search(Work.objects.owned_by(ann), ann.pk, word).newest_first().values("pk")[:COMMON]


@pytest.mark.django_db
class TestASearch:
    @pytest.mark.parametrize("word", ["보고", "draft", *RARE])
    def test_reads_no_whole_table(self, people, word):
        plan = with_names(page_of(people, word).explain())

        assert not re.search(WHOLE, plan), plan

    @pytest.mark.parametrize("word", RARE)
    def test_finds_a_rare_word_by_the_pairs_of_its_letters(self, people, word):
        plan = page_of(people, word).explain()

        assert re.search("worktext_grams_idx|works_worktext_grams VIRTUAL TABLE INDEX", plan), plan

    @pytest.mark.parametrize("word", ["보고", "draft"])
    def test_goes_through_the_newest_works_for_a_common_word(self, people, word):
        plan = with_names(page_of(people, word).explain())

        assert "work_user_id_uniq" in plan, plan
        assert not re.search("worktext_grams|Sort|TEMP B-TREE", plan), plan

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite does not report how many rows it has read")
    @pytest.mark.parametrize("word", ["보고", "draft", *RARE])
    def test_reads_few_rows(self, people, word):
        plan = json.loads(page_of(people, word).explain(analyze=True, format="json"))[0]["Plan"]

        assert sum(rows_read(plan, "works_work")) <= max(2 * COMMON + 2, WORKS // 1000), plan

    def test_counts_in_the_newest_texts_only(self, people, django_assert_num_queries):
        with django_assert_num_queries(1) as asked:
            search(Work.objects.owned_by(people), people.pk, "보고")

        assert f"LIMIT {NEWEST}" in asked.captured_queries[0]["sql"]
        with connection.cursor() as cursor:
            cursor.execute(
                f"EXPLAIN {'QUERY PLAN ' * (connection.vendor == 'sqlite')}{asked.captured_queries[0]['sql']}"
            )
            plan = with_names("\n".join(str(row[-1]) for row in cursor.fetchall()))
        assert re.search("worktext_user_row_uniq", plan), plan
