"""The ways in which a deleted row could be seen, each as a function that asserts that it is not.

`forward` looks from a live child at a dead parent, `backward` from a live parent at a dead child.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib import admin
from django.contrib.admin.filters import RelatedOnlyFieldListFilter
from django.core.exceptions import ValidationError
from django.db.models import Avg, Count, Exists, F, Max, OuterRef, Subquery
from django.forms import modelform_factory
from django.test import RequestFactory

from categories.models import Category
from tests.makers import NOON, make_category, make_work
from wheelbarrow.models import Deletion
from works.models import Work


def bury(*rows):
    """Mark rows dead one by one, without their dependants: a state that the services make impossible."""
    for row in rows:
        deletion = Deletion.objects.create(user=row.user, deleted_at=NOON, kind="test", label=str(row))
        type(row).all_objects.filter(pk=row.pk).update(deleted_at=NOON, deletion=deletion)


@dataclass
class Relation:
    """A LiveForeignKey of `child`: its name there, its name from the other side, and the text of a child."""

    child: type
    key: str
    reverse: str
    text: str

    def make(self, user, name, parent):
        if self.child is Work:
            return make_work(user=user, title=name, category=parent)
        return make_category(user=user, name=name, parent=parent)


RELATIONS = {
    "work to category": Relation(Work, "category", "works", "title"),
    "category to parent": Relation(Category, "parent", "children", "name"),
}


class Scene:
    """`orphan` is live under the dead `tomb`; `child` and the dead `ghost` are under the live `home`."""

    def __init__(self, relation, user):
        self.relation, self.child_model, self.key = relation, relation.child, relation.key
        self.reverse, self.text = relation.reverse, relation.text
        # The tomb comes first by name and by id: where it is seen, orderings and maxima show it.
        self.tomb = make_category(user=user, name="a tomb")
        self.home = make_category(user=user, name="home")
        self.orphan = relation.make(user, "orphan", self.tomb)
        self.child = relation.make(user, "child", self.home)
        self.ghost = relation.make(user, "ghost", self.home)
        bury(self.tomb, self.ghost)

    @property
    def children(self):
        """Live children, as a queryset; of categories only those two."""
        return self.child_model.objects.filter(pk__in=[self.orphan.pk, self.child.pk])

    @property
    def homes(self):
        """The live parent, as a queryset."""
        return Category.objects.filter(pk=self.home.pk)


FORWARD: list[Callable[[Scene], None]] = []
BACKWARD: list[Callable[[Scene], None]] = []


def forward(check):
    FORWARD.append(check)
    return check


def backward(check):
    BACKWARD.append(check)
    return check


@forward
def by_filter(scene):
    assert not scene.children.filter(**{f"{scene.key}__name": "a tomb"}).exists()


@forward
def by_exclude(scene):
    assert set(scene.children.exclude(**{f"{scene.key}__name": "a tomb"})) == {scene.orphan, scene.child}


@forward
def by_values(scene):
    assert set(scene.children.values_list(f"{scene.key}__name", flat=True)) == {None, "home"}


@forward
def by_f(scene):
    names = scene.children.annotate(up=F(f"{scene.key}__name")).values_list("up", flat=True)
    assert set(names) == {None, "home"}


@forward
def by_order_by(scene):
    rows = scene.children.order_by(F(f"{scene.key}__name").asc(nulls_last=True))
    assert list(rows) == [scene.child, scene.orphan]


@forward
def by_group_by(scene):
    rows = scene.children.values(f"{scene.key}__name").annotate(n=Count("pk"))
    assert {row[f"{scene.key}__name"]: row["n"] for row in rows} == {None: 1, "home": 1}


@forward
def by_count(scene):
    assert scene.children.aggregate(n=Count(f"{scene.key}__name"))["n"] == 1


@forward
def by_aggregate(scene):
    seen = scene.children.aggregate(deepest=Avg(f"{scene.key}__level"), last=Max(f"{scene.key}__name"))
    assert seen == {"deepest": 0.0, "last": "home"}
    assert scene.children.filter(pk=scene.orphan.pk).aggregate(n=Max(f"{scene.key}__name"))["n"] is None


@forward
def by_two_hops(scene):
    leaf = make_work(user=scene.tomb.user, title="leaf", category=scene.home)
    Category.all_objects.filter(pk=scene.home.pk).update(parent=scene.tomb, level=1, path=f"{scene.tomb.path}/0")
    leaves = Work.objects.filter(pk=leaf.pk)
    assert not leaves.filter(category__parent__name="a tomb").exists()
    assert list(leaves.values_list("category__name", "category__parent__name")) == [("home", None)]
    assert leaves.select_related("category__parent").get().category.parent is None


@forward
def by_select_related(scene):
    row = scene.child_model.objects.select_related(scene.key).get(pk=scene.orphan.pk)
    assert getattr(row, scene.key) is None


@forward
def by_prefetch_related(scene):
    [row] = scene.children.filter(pk=scene.orphan.pk).prefetch_related(scene.key)
    assert getattr(row, scene.key) is None


@forward
def by_lazy_attribute(scene):
    assert getattr(scene.child_model.objects.get(pk=scene.orphan.pk), scene.key) is None


@forward
def by_only(scene):
    assert getattr(scene.child_model.objects.only("pk").get(pk=scene.orphan.pk), scene.key) is None


@forward
def by_subquery(scene):
    name = Category.objects.filter(pk=OuterRef(f"{scene.key}_id")).values("name")
    joined = scene.children.annotate(up=Subquery(name), over=F(f"{scene.key}__name"))
    assert set(joined.values_list("up", "over")) == {(None, None), ("home", "home")}


@forward
def by_update_through_a_join(scene):
    assert scene.children.filter(**{f"{scene.key}__name": "a tomb"}).update(content="seen") == 0


@forward
def by_delete_through_a_join(scene):
    assert scene.children.filter(**{f"{scene.key}__name": "a tomb"}).delete()[0] == 0


@forward
def by_full_clean(scene):
    orphan = scene.child_model.objects.get(pk=scene.orphan.pk)
    with pytest.raises(ValidationError) as refusal:
        orphan.full_clean()
    assert scene.key in refusal.value.error_dict


@forward
def by_model_form(scene):
    form = modelform_factory(scene.child_model, fields=[scene.key])
    assert scene.tomb not in form.base_fields[scene.key].queryset.complex_filter(
        scene.child_model._meta.get_field(scene.key).get_limit_choices_to()
    )
    assert not form({scene.key: scene.tomb.pk}, instance=scene.orphan).is_valid()


@forward
def by_admin_list_filter(scene):
    field = scene.child_model._meta.get_field(scene.key)
    model_admin = admin.site.get_model_admin(scene.child_model)
    request = RequestFactory().get("/")
    listed = RelatedOnlyFieldListFilter(field, request, {}, scene.child_model, model_admin, scene.key)
    assert dict(listed.lookup_choices) == {scene.home.pk: "home"}


@forward
def by_api_field(scene):
    from categories.api.serializers import CategorySerializer
    from works.api.serializers import WorkSerializer

    serializer = WorkSerializer if scene.child_model is Work else CategorySerializer
    for row in (
        scene.children.get(pk=scene.orphan.pk),
        scene.children.select_related(scene.key).get(pk=scene.orphan.pk),
    ):
        shown = serializer(row).data
        assert shown[scene.key] is None
        if scene.child_model is Work:
            assert (shown["category_path"], shown["root"]) == (None, None)


@backward
def by_reverse_filter(scene):
    assert not scene.homes.filter(**{f"{scene.reverse}__{scene.text}": "ghost"}).exists()


@backward
def by_reverse_exclude(scene):
    assert scene.homes.exclude(**{f"{scene.reverse}__{scene.text}": "ghost"}).exists()


@backward
def by_reverse_values(scene):
    assert list(scene.homes.values_list(f"{scene.reverse}__{scene.text}", flat=True)) == ["child"]


@backward
def by_reverse_count(scene):
    assert scene.homes.annotate(n=Count(scene.reverse)).get().n == 1


@backward
def by_two_reverse_counts(scene):
    rows = scene.homes.annotate(works_n=Count("works", distinct=True), children_n=Count("children", distinct=True))
    seen = rows.values_list("works_n", "children_n").get()
    assert seen == ((1, 0) if scene.child_model is Work else (0, 1))


@backward
def by_reverse_aggregate(scene):
    assert scene.homes.aggregate(last=Max(f"{scene.reverse}__{scene.text}"))["last"] == "child"


@backward
def by_reverse_isnull(scene):
    bury(scene.child)
    assert scene.homes.filter(**{f"{scene.reverse}__isnull": True}).exists()


@backward
def by_two_reverse_hops(scene):
    branch = make_category(user=scene.home.user, name="branch", parent=scene.home)
    make_work(user=scene.home.user, title="leaf", category=branch)
    bury(branch)
    assert not scene.homes.filter(children__works__title="leaf").exists()
    assert "leaf" not in set(scene.homes.values_list("children__works__title", flat=True))


@backward
def by_reverse_update(scene):
    assert scene.homes.filter(**{f"{scene.reverse}__{scene.text}": "ghost"}).update(content="seen") == 0


# These hold by the live default manager and the plain base manager alone.


@backward
def by_reverse_manager(scene):
    assert list(getattr(scene.home, scene.reverse).all()) == [scene.child]


@backward
def by_reverse_prefetch(scene):
    [home] = scene.homes.prefetch_related(scene.reverse)
    assert list(getattr(home, scene.reverse).all()) == [scene.child]


@backward
def by_exists(scene):
    bury(scene.child)
    inner = scene.child_model.objects.filter(**{f"{scene.key}_id": OuterRef("pk")})
    assert not scene.homes.filter(Exists(inner)).exists()


@backward
def by_in_subquery(scene):
    bury(scene.child)
    assert not scene.homes.filter(pk__in=scene.child_model.objects.values(f"{scene.key}_id")).exists()


BY_MANAGERS_ALONE = {by_reverse_manager, by_reverse_prefetch, by_exists, by_in_subquery}
BY_LIMITED_CHOICES = {by_full_clean, by_model_form, by_admin_list_filter}
