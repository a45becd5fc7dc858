"""Insert rows by the thousand, without the services."""

from datetime import timedelta

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max

from categories.models import Category
from tests.makers import NOON
from wheelbarrow.core.db.searching import repair_texts, wrong_texts
from wheelbarrow.core.db.tallies import add, wrong
from works.choices import Status
from works.models import Work

FAN_OUT = 10


def make_rows(*, user, categories, works, top=None):
    """Make a tree below `top`, ten children for each node, with works filed in its nodes in turn; return the nodes.

    A third of the works are done, an hour apart; the rest are open, with and without start and deadline.
    """
    first = (Category.all_objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    nodes = []
    for index in range(categories):
        parent = nodes[(index - 1) // FAN_OUT] if index else top
        place = {"path": f"/{first + index}", "level": 0}
        if parent:
            place = {"path": f"{parent.path}/{first + index}", "level": parent.level + 1}
        nodes.append(
            Category(
                pk=first + index,
                user=user,
                parent=parent,
                name=f"{index}",
                position=index % FAN_OUT,
                **place,
                **times(),
            )
        )
    Category.objects.bulk_create(nodes, batch_size=2000)
    Work.objects.bulk_create([_work(user, nodes, index) for index in range(works)], batch_size=2000)
    store_derived(user)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Category]):
            cursor.execute(statement)
    return nodes


def store_derived(user):
    """Store the numbers and the texts of the search that the services keep."""
    repair_texts(Work, user.pk, list(wrong_texts(Work, user.pk)))
    add(Work, {row.pk: row.due - row.finished_works for row in wrong(Work, user)})


def times():
    return {"created_at": NOON, "updated_at": NOON}


def _work(user, nodes, index):
    work = Work(
        user=user, title=f"{index}", category=nodes[index % len(nodes)], position=index // len(nodes), **times()
    )
    if index % 3 == 0:
        work.current_status, work.end_at = Status.DONE, NOON - timedelta(hours=index // 3)
    else:
        work.starts_on = [None, NOON.date() + timedelta(days=index % 60 - 30)][index % 2]
        work.deadline_on = [None, NOON.date() + timedelta(days=30 + index % 60)][index % 4 // 2]
    return work
