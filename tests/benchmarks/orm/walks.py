"""The tree without paths: a walk along `parent_id`, a query a level, and WITH RECURSIVE."""

from django.db import connection

from categories.models import Category
from wheelbarrow.core.models import Deletion
from works.models import Work

UP = """
    WITH RECURSIVE up AS (
        SELECT id, parent_id FROM categories_category WHERE id = %s AND user_id = %s AND deleted_at IS NULL
        UNION ALL
        SELECT c.id, c.parent_id FROM categories_category c JOIN up ON c.id = up.parent_id
        WHERE c.deleted_at IS NULL
    ) SELECT id FROM up
"""
DOWN = """
    WITH RECURSIVE branch AS (
        SELECT id FROM categories_category WHERE id = %s AND user_id = %s AND deleted_at IS NULL
        UNION ALL
        SELECT c.id FROM categories_category c JOIN branch ON c.parent_id = branch.id AND c.user_id = %s
        WHERE c.deleted_at IS NULL
    ) SELECT id FROM branch
"""


def up_by_walk(node):
    """Return the ids from the node to its root."""
    ids, pk = [], node.pk
    while pk is not None:
        ids.append(pk)
        pk = Category.objects.filter(user=node.user_id, pk=pk).values_list("parent_id", flat=True).get()
    return ids


def up_by_recursion(node):
    """The same."""
    return asked(UP, [node.pk, node.user_id])


def down_by_walk(node):
    """The node and all below it."""
    ids = level = [node.pk]
    while level:
        level = list(Category.objects.filter(user=node.user_id, parent_id__in=level).values_list("pk", flat=True))
        ids = ids + level
    return ids


def down_by_recursion(node):
    """The same."""
    return asked(DOWN, [node.pk, node.user_id, node.user_id])


def asked(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def move(node, parent, up):
    """Where parents are all there is, one column of one row; the new parent must not lie below."""
    assert node.pk not in up(parent)
    Category.objects.filter(pk=node.pk).update(parent=parent)


def delete_and_restore(node, down, at):
    """The branch and its works to the trash and back."""
    deletion = Deletion.objects.create(user_id=node.user_id, deleted_at=at, kind="category", label=node.name)
    ids = down(node)
    for rows in (Category.objects.filter(pk__in=ids), Work.objects.filter(category_id__in=ids)):
        rows.update(deleted_at=at, deletion=deletion)
    for model in (Category, Work):
        model.all_objects.filter(deletion=deletion).update(deleted_at=None, deletion=None)
    deletion.delete()
