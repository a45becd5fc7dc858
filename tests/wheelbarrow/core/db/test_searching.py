"""The search index is exact after every kind of write."""

import pytest
from django.db import connection, transaction

from categories import repair
from categories.services import delete_category
from tests.makers import NOON, make_category, make_label, make_recurring_work, make_work
from wheelbarrow.core import trash
from wheelbarrow.core.db.searching import SEPARATOR, wrong_texts
from wheelbarrow.core.db.sqlite3.grams import grams
from wheelbarrow.core.history.undo import undo_last
from wheelbarrow.core.text import fold
from works.models import RecurringWork, Work, WorkText
from works.services import editing, lifecycle, quick, recurring


def indexed():
    """What the index has, as (row, pair of letters of its owner)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE VIRTUAL TABLE temp.pairs USING fts5vocab(main, works_worktext_grams, instance)")
            cursor.execute("SELECT doc, term FROM temp.pairs")
            found = set(cursor.fetchall())
            cursor.execute("DROP TABLE temp.pairs")
            return found
        # PostgreSQL keeps an index itself: whether it is used, test_explain_search.py asks.
        cursor.execute("SELECT row_id, user_id, folded FROM works_worktext")
        return {(pk, word) for pk, user, folded in cursor.fetchall() for word in grams(user, folded).split()}


def assert_is_exact():
    works = list(Work.all_objects.all())
    texts = {work.pk: f"{fold(work.title)}{SEPARATOR}{fold(work.content)}" for work in works}
    assert dict(WorkText.objects.values_list("row_id", "folded")) == texts
    assert dict(WorkText.objects.values_list("row_id", "user_id")) == {work.pk: work.user_id for work in works}
    assert indexed() == {(w.pk, word) for w in works for word in grams(w.user_id, texts[w.pk]).split()}


def created(ann):
    make_work(user=ann, title="분기 보고서", content="ÉTÉ")


def renamed(ann):
    editing.edit_work(user=ann, work_id=make_work(user=ann, title="Dig").pk, title="Rake", at=NOON)


def rewritten(ann):
    editing.edit_work(user=ann, work_id=make_work(user=ann, title="Dig").pk, content="deep", at=NOON)


def edited_together(ann):
    ids = [make_work(user=ann, title=title).pk for title in ("Dig", "Rake")]
    editing.edit_works(user=ann, ids=ids, content="in the garden", at=NOON)


def finished(ann):
    lifecycle.finish_work(user=ann, work_id=make_work(user=ann, title="Dig").pk, at=NOON)


def added_in_lines(ann):
    quick.add_lines(user=ann, text="Dig\nRake\nWater", at=NOON)


def generated(ann):
    make_recurring_work(user=ann, title="Water the plants")
    assert Work.objects.owned_by(ann).exists()


def renamed_by_their_rule(ann):
    generated(ann)
    rule = RecurringWork.objects.owned_by(ann).get()
    recurring.edit_all_open(user=ann, recurring_work_id=rule.pk, title="Weed", content="all", at=NOON)


def undone_creation(ann):
    make_work(user=ann, title="Dig")
    undo_last(user=ann, at=NOON)
    assert not Work.all_objects.owned_by(ann).exists()


def undone_renaming(ann):
    renamed(ann)
    undo_last(user=ann, at=NOON)
    assert Work.objects.owned_by(ann).get().title == "Dig"


def in_the_trash(ann):
    place = make_category(user=ann)
    make_work(user=ann, title="Dig", category=place)
    return delete_category(user=ann, category_id=place.pk, at=NOON)


def restored(ann):
    trash.restore_deletion(user=ann, deletion_id=in_the_trash(ann).pk, at=NOON)


def purged(ann):
    trash.purge_deletion(user=ann, deletion_id=in_the_trash(ann).pk, at=NOON)
    assert not Work.all_objects.owned_by(ann).exists()


def removed_account(ann):
    make_work(user=ann, title="Dig", labels=[make_label(user=ann).pk])
    trash.purge_all_of(ann)
    assert not Work.all_objects.owned_by(ann).exists()


def rolled_back(ann):
    with transaction.atomic():
        created(ann)
        transaction.set_rollback(True)


WRITES = [
    created,
    renamed,
    rewritten,
    edited_together,
    finished,
    added_in_lines,
    generated,
    renamed_by_their_rule,
    undone_creation,
    undone_renaming,
    in_the_trash,
    restored,
    purged,
    removed_account,
    rolled_back,
]


class TestStoreTexts:
    @pytest.mark.parametrize("write", WRITES)
    def test_keeps_the_index_exact(self, ann, ben, write):
        make_work(user=ben, title="Ben's")

        write(ann)

        assert_is_exact()

    def test_writes_nothing_where_no_text_has_changed(self, ann):
        work = make_work(user=ann, title="Dig")
        WorkText.objects.filter(pk=work.pk).update(folded="untouched")

        lifecycle.finish_work(user=ann, work_id=work.pk, at=NOON)

        assert WorkText.objects.get().folded == "untouched"


class TestWrongTexts:
    @pytest.mark.parametrize(
        "break_it",
        [
            lambda texts: texts.update(folded="wrong"),
            lambda texts: texts.delete(),
        ],
    )
    def test_are_found_and_repaired(self, ann, ben, break_it):
        work, other = make_work(user=ann, title="Dig"), make_work(user=ben, title="Ben's")
        break_it(WorkText.objects.filter(user=ann))

        assert list(wrong_texts(Work, ann.pk)) == [work.pk]
        assert [problem.kind for problem in repair.find_problems(user=ann)] == ["text"]
        assert repair.find_problems(user=ben) == []

        repair.repair_tree(user=ann, at=NOON)
        assert repair.find_problems(user=ann) == []
        assert_is_exact()
        assert other.pk in dict(WorkText.objects.values_list("row_id", "user_id"))
