"""The rows of many people, a fifth of which belong to the first."""

from datetime import timedelta

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max

from accounts.models import User
from categories.models import Category
from tests.makers import NOON
from tests.proofs.bulk import times
from wheelbarrow.core.models import Deletion
from works.choices import CatchUp, Priority, Status
from works.models import RecurringWork, Work

# A yearly project has five categories, forty works made by hand and one in the trash; every other a rule that made twenty.
NODES, BY_HAND, BY_RULE = 5, 40, 20
WORKS = BY_HAND + BY_RULE // 2

# Copies the works of the first project and of the first rule to all others, in random order.
AGAIN = """
    INSERT INTO works_work ({columns}, user_id, category_id, recurring_work_id)
    SELECT {columns}, owner, place, made_by FROM (
        SELECT {columns}, owner, root + category_id - %(first)s AS place, NULL AS made_by, id * 7919 + root * 104729 AS mixed
        FROM works_work JOIN (
            SELECT id AS root, user_id AS owner FROM categories_category WHERE level = 0 AND id > %(first)s
        ) AS roots ON deleted_at IS NULL AND recurring_work_id IS NULL
        UNION ALL
        SELECT {columns}, owner, place, made_by, id * 7919 + made_by * 104729
        FROM works_work JOIN (
            SELECT id AS made_by, user_id AS owner, category_id AS place FROM works_recurringwork WHERE id > %(rule)s
        ) AS rules ON recurring_work_id = %(rule)s
    ) AS copies ORDER BY mixed %% 1000003
"""
COPIED = [f.column for f in Work._meta.concrete_fields if f.name not in ("id", "user", "category", "recurring_work")]
TABLES = ["works_work", "works_recurringwork", "categories_category", "wheelbarrow_deletion", "accounts_user"]


def make_population(*, works, people):
    """Make works in a tenth as many categories; return the roots, those of the first person first."""
    User.objects.bulk_create(_person(number) for number in range(people))
    users = list(User.objects.filter(email__startswith="person").order_by("email"))
    projects = works // WORKS
    owners = [users[0] if number < projects // 5 else users[1 + number % (people - 1)] for number in range(projects)]
    first = (Category.all_objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    nodes = [node for number, owner in enumerate(owners) for node in _tree(first + number * NODES, owner)]
    Category.objects.bulk_create(nodes, batch_size=2000)
    roots = nodes[::NODES]
    rules = RecurringWork.objects.bulk_create(map(_rule, roots[::2]), batch_size=2000)
    Work.objects.bulk_create(_work(nodes[index % NODES], index) for index in range(BY_HAND))
    Work.objects.bulk_create(_made(rules[0], index) for index in range(BY_RULE))
    with connection.cursor() as cursor:
        cursor.execute(AGAIN.format(columns=", ".join(COPIED)), {"first": first, "rule": rules[0].pk})
        deletions = Deletion.objects.bulk_create(map(_deletion, roots), batch_size=2000)
        Work.all_objects.bulk_create(map(_gone, deletions, roots), batch_size=2000)
        for statement in connection.ops.sequence_reset_sql(no_style(), [Category]):
            cursor.execute(statement)
        for table in TABLES:
            cursor.execute(f"ANALYZE {table}")
            if connection.vendor == "postgresql":
                # What VACUUM would set, which cannot run in a transaction.
                cursor.execute("UPDATE pg_class SET relallvisible = relpages WHERE relname = %s", [table])
    return roots


def _person(number):
    profile = {"name": f"Person {number}", "time_zone": "Asia/Seoul", "language": "en", "password": "!"}
    return User(email=f"person{number:05}@example.org", **profile)


def _tree(first, user):
    """A root, two below it, and two below the first of these."""
    nodes = []
    for index in range(NODES):
        parent = nodes[(index - 1) // 2] if index else None
        path, level = (f"{parent.path}/{first + index}", parent.level + 1) if parent else (f"/{first}", 0)
        place = {"parent": parent, "path": path, "level": level, "position": index}
        nodes.append(Category(pk=first + index, user=user, name=f"Project {first + index}", **place, **times()))
    return nodes


def _rule(root):
    rule = {"rule": "FREQ=DAILY", "starts_on": NOON.date(), "catch_up": CatchUp.LATEST_ONLY}
    return RecurringWork(user_id=root.user_id, category=root, title=f"Water {root.name}", **rule, **times())


def _work(node, index):
    """Six in ten are done, a week apart; two in three open ones have a deadline, some are overdue, some have no category."""
    work = Work(user_id=node.user_id, title=f"Dig bed {index}", content="Two spades deep. " * 8, **times())
    work.category, work.priority, work.my_job = node, Priority.values[index % 5], index % 2 == 0
    if index % 10 < 6:
        work.current_status, work.end_at = Status.DONE, NOON - timedelta(weeks=index, hours=index)
    elif index % 3:
        work.deadline_on = NOON.date() + timedelta(days=index - 10)
    else:
        work.category = node if index % 2 else None
    return work


def _made(rule, index):
    made = {
        "current_status": Status.DONE,
        "end_at": NOON - timedelta(days=index),
        "occurs_on": NOON.date() - timedelta(days=index),
    }
    return Work(
        user_id=rule.user_id, category_id=rule.category_id, recurring_work=rule, title=rule.title, **made, **times()
    )


def _deletion(root):
    at = NOON - timedelta(minutes=root.pk % 40_000)
    return Deletion(user_id=root.user_id, deleted_at=at, kind="work", label=f"Weed {root.name}", counts={"works": 1})


def _gone(deletion, root):
    state = {"deleted_at": deletion.deleted_at, "deletion": deletion}
    return Work(user_id=root.user_id, category=root, title=deletion.label, **state, **times())
