"""A server that many people use, each with as much as one person has."""

from datetime import timedelta

from django.db import connection

from tests.makers import NOON, make_user
from tests.proofs.bulk import plant, times
from wheelbarrow.models import Deletion
from works.choices import CatchUp, Status
from works.models import RecurringWork, Work

TABLES = ("works_work", "works_recurringwork", "categories_category", "wheelbarrow_deletion", "accounts_user")


def settle(first, last, *, works):
    """The people with these numbers, the last left out: works, a tenth as many categories, rules and trash; gives the last one's tree."""
    for number in range(first, last):
        user = make_user(f"person{number:05}@example.org")
        nodes = plant(user=user, categories=works // 10, works=0)
        Work.objects.bulk_create((_work(nodes, index) for index in range(works)), batch_size=2000)
        RecurringWork.objects.bulk_create(_rule(node) for node in nodes[:5])
        deletions = Deletion.objects.bulk_create(_deletion(user, number, index) for index in range(5))
        Work.all_objects.bulk_create(_gone(deletion, nodes[1]) for deletion in deletions)
        # Now, or each test that comes would begin with it again.
        connection.check_constraints()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ANALYZE {table}")
            if connection.vendor == "postgresql":
                # As a VACUUM would leave it, which cannot run in a transaction.
                cursor.execute("UPDATE pg_class SET relallvisible = relpages WHERE relname = %s", [table])
    return nodes


def _work(nodes, index):
    """Two in twenty are open, one of them with a deadline; one was cancelled, the others are done, four a day."""
    node, turn, round_ = nodes[index % len(nodes)], index % 20, index // 20
    state = {"current_status": Status.DONE, "end_at": NOON - timedelta(hours=6 * index)}
    if turn < 2:
        day = NOON.date() + timedelta(days=round_ % 60 - 10)
        state = {
            "current_status": Status.TODO,
            "deadline_on": day if turn else None,
            "starts_on": None if turn else day,
        }
    elif turn == 2:
        state["current_status"] = Status.CANCELLED
    title, content = f"Weed the bed {index}", "Between the rows first, then along the edge. " * 4
    return Work(user_id=node.user_id, category=node, title=title, content=content, position=index, **state, **times())


def _rule(node):
    rule = {"rule": "FREQ=DAILY", "starts_on": NOON.date(), "catch_up": CatchUp.LATEST_ONLY}
    return RecurringWork(user_id=node.user_id, category=node, title=f"Water {node.name}", **rule, **times())


def _deletion(user, number, index):
    at = NOON - timedelta(minutes=number, days=index)
    return Deletion(user=user, deleted_at=at, kind="work", label=f"{number} {index}", counts={"works": 1})


def _gone(deletion, node):
    state = {"deleted_at": deletion.deleted_at, "deletion": deletion}
    return Work(user_id=deletion.user_id, category=node, title=deletion.label, **state, **times())
