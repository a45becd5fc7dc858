"""One row is written as save() writes it."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.makers import NOON, make_category, make_recurring_work, make_work
from wheelbarrow.core.db.prepared import insert, update
from wheelbarrow.core.models import Deletion
from works.choices import CatchUp, Priority, Status
from works.models import RecurringWork, Work

DAY = NOON.date()
JSON = [{"id": 1, "name": "2026 “%s” 100 %"}, {"id": 2**40, "name": "정원\n", "more": [None, True, 1.5]}]
TIMES = {"created_at": NOON, "updated_at": NOON + timedelta(microseconds=7)}

# Rows with much, and with little; each belongs to ann's category where it has one.
ROWS = {
    "a full work": lambda place: Work(
        user=place.user,
        category=place,
        title="Dig 100 %s",
        content="’\\ \n%(x)s",
        current_status=Status.DONE,
        priority=Priority.HIGH,
        my_job=True,
        starts_on=DAY,
        deadline_on=date(9999, 12, 31),
        deadline_time=time(23, 59, 59, 999_999),
        started_at=NOON,
        end_at=NOON + timedelta(microseconds=1),
        filed_under=JSON,
        filed_path=place.path,
        deadline_moves=[],
        position=2_147_483_647,
        **TIMES,
    ),
    "an empty work": lambda place: Work(user=place.user, title="", **TIMES),
    "a recurring work": lambda place: RecurringWork(
        user=place.user,
        category=place,
        title="Water",
        rule="FREQ=DAILY",
        starts_on=DAY,
        extra_on=["2026-09-08"],
        catch_up="create_all",
        lead_days=3,
        next_occurrence_on=DAY + timedelta(days=3),
        next_due_on=DAY,
        **TIMES,
    ),
    "a deletion": lambda place: Deletion(
        user=place.user, deleted_at=NOON, kind="work", label="Dig", counts={"works": 1, "": None}
    ),
}


@pytest.fixture
def place(ann, ben):
    make_category(user=ben)
    return make_category(user=ann)


def stored(row):
    """What the table holds of a row, but its id."""
    values = type(row)._base_manager.filter(pk=row.pk).values().get()
    return {name: value for name, value in values.items() if name != "id"}


@pytest.mark.django_db
class TestInsert:
    @pytest.mark.parametrize("kind", ROWS)
    def test_writes_what_save_writes(self, place, kind):
        inserted, saved = ROWS[kind](place), ROWS[kind](place)

        insert(inserted)
        saved.save(force_insert=True)

        assert stored(inserted) == stored(saved)
        assert inserted.pk not in (None, saved.pk)
        assert (inserted._state.adding, inserted._state.db) == (saved._state.adding, saved._state.db)

    def test_takes_a_given_id(self, place):
        work = Work(pk=987_654, user=place.user, title="Dig", **TIMES)

        insert(work)

        assert Work.objects.get().pk == work.pk == 987_654

    def test_refuses_what_a_constraint_refuses(self, place):
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(Work(user=place.user, title="Dig", current_status="LOST", **TIMES))

        assert not Work.all_objects.exists()

    def test_is_one_query(self, place, django_assert_num_queries):
        with django_assert_num_queries(1):
            insert(ROWS["a full work"](place))


@pytest.mark.django_db
class TestUpdate:
    @pytest.mark.parametrize("kind", ROWS)
    def test_writes_what_save_writes(self, place, kind):
        updated, saved = ROWS[kind](place), ROWS[kind](place)
        names = [field.name for field in updated._meta.concrete_fields if not field.primary_key]
        for row in (updated, saved):
            blank = type(row)(user=place.user, **_least(type(row)))
            blank.save()
            row.pk = blank.pk

        update(updated, names)
        saved._state.adding = False
        saved.save(update_fields=names)

        assert stored(updated) == stored(saved) == stored(_inserted(ROWS[kind](place)))

    def test_leaves_what_is_not_named(self, place):
        work = make_work(user=place.user, title="Dig", content="deep")
        work.title, work.content = "Sow", "lost"

        update(work, ["title"])

        work.refresh_from_db()
        assert (work.title, work.content) == ("Sow", "deep")

    def test_takes_keys_by_their_name(self, place):
        work = make_work(user=place.user)
        work.category = place

        update(work, ["category"])

        assert Work.objects.get(pk=work.pk).category_id == place.pk

    def test_touches_no_other_row(self, ann, ben):
        hers, his = make_work(user=ann, title="Dig"), make_work(user=ben, title="Dig")
        rule = make_recurring_work(user=ben)
        hers.title = "Sow"

        update(hers, ["title"])

        assert Work.objects.get(pk=his.pk).title == "Dig"
        assert RecurringWork.objects.get(pk=rule.pk).title == "Water"

    def test_raises_for_a_row_that_is_gone(self, ann):
        work = make_work(user=ann)
        Work.all_objects.filter(pk=work.pk).delete()

        with pytest.raises(Work.DoesNotExist):
            update(work, ["title"])


def _inserted(row):
    insert(row)
    return row


def _least(model):
    """As little as the table takes."""
    if model is Deletion:
        return {"deleted_at": NOON - timedelta(days=1)}
    rule = {"rule": "FREQ=WEEKLY", "starts_on": DAY, "catch_up": CatchUp.LATEST_ONLY} if model is RecurringWork else {}
    return {**rule, **TIMES}
