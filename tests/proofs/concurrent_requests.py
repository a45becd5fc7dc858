"""One process among several that do everything at once to one person's tree: `python -m tests.proofs.concurrent_requests USER SEED TIMES`.

The database is DATABASE_URL. It ends by printing, as JSON, how many calls were done and refused, and every
other error that reached it.
"""

import json
import os
import random
import sys
from collections import Counter

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

from accounts.models import User
from categories import services as categories
from categories.models import Category
from tests.makers import NOON
from wheelbarrow.core import trash
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.models import Deletion
from works.models import Work
from works.services import editing, lifecycle


def one_of(rows):
    """The id of any of these, or one that nobody has."""
    return random.choice(list(rows.values_list("pk", flat=True)) or [10**12])


def create(user):
    parent = random.choice([None, one_of(Category.objects.owned_by(user))])
    categories.create_category(user=user, name=random.choice("abcdefgh"), parent=parent, at=NOON)


def move(user):
    rows = Category.objects.owned_by(user)
    parent = random.choice([None, one_of(rows), one_of(rows)])
    categories.move_category(user=user, category_id=one_of(rows), parent_id=parent, at=NOON)


def reorder(user):
    category = one_of(Category.objects.owned_by(user))
    categories.edit_category(user=user, category_id=category, position=random.randrange(3), at=NOON)


def delete(user):
    categories.delete_category(user=user, category_id=one_of(Category.objects.owned_by(user)), at=NOON)


def restore(user):
    trash.restore_deletion(user=user, deletion_id=one_of(Deletion.objects.owned_by(user)), at=NOON)


def purge(user):
    trash.purge_deletion(user=user, deletion_id=one_of(Deletion.objects.owned_by(user)), at=NOON)


def file(user):
    editing.create_work(user=user, title="Dig", category=one_of(Category.objects.owned_by(user)), at=NOON)


def finish(user):
    lifecycle.finish_work(user=user, work_id=one_of(Work.objects.owned_by(user)), at=NOON)


# More is planted than is cut down, so that there is always something to quarrel about.
ACTIONS = [create, create, create, move, move, reorder, delete, restore, restore, purge, file, file, finish]


def concurrent_requests(user, times):
    """Gives how many calls were done and refused, by kind, and the errors that were neither."""
    done, refused, errors = Counter(), Counter(), []
    for _ in range(times):
        action = random.choice(ACTIONS)
        try:
            action(user)
            done[action.__name__] += 1
        except DomainError as error:
            refused[error.code()] += 1
        except Exception as error:
            errors.append(f"{action.__name__}: {error!r}")
    return {"done": done, "refused": refused, "errors": errors}


if __name__ == "__main__":
    pk, seed, times = map(int, sys.argv[1:])
    random.seed(seed)
    sys.stdout.write(json.dumps(concurrent_requests(User.objects.get(pk=pk), times)))
