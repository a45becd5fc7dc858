"""The ways in which a query could show a deleted row, each as a function that asserts that it does not.

`forward` queries live children for a deleted parent, `backward` live parents for a deleted child.
"""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.contrib.admin.filters import RelatedOnlyFieldListFilter
from django.core.exceptions import ValidationError
from django.db.models import Avg, Count, Exists, F, Max, OuterRef, Subquery
from django.forms.models import apply_limit_choices_to_to_formfield
from django.test import RequestFactory

from categories.models import Category
from tests.makers import NOON
from tests.wheelbarrow.core.db.scenes import Scene, mark_deleted
from works.models import RecurringWork, Work

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
    assert not scene.children.filter(**{f"{scene.key}__{scene.name}": "a deleted parent"}).exists()


@forward
def by_exclude(scene):
    assert set(scene.children.exclude(**{f"{scene.key}__{scene.name}": "a deleted parent"})) == {
        scene.orphan,
        scene.child,
    }


@forward
def by_values(scene):
    assert set(scene.children.values_list(f"{scene.key}__{scene.name}", flat=True)) == {None, "live parent"}


@forward
def by_f(scene):
    names = scene.children.annotate(up=F(f"{scene.key}__{scene.name}")).values_list("up", flat=True)
    assert set(names) == {None, "live parent"}


@forward
def by_order_by(scene):
    rows = scene.children.order_by(F(f"{scene.key}__{scene.name}").asc(nulls_last=True))
    assert list(rows) == [scene.child, scene.orphan]


@forward
def by_group_by(scene):
    rows = scene.children.values(f"{scene.key}__{scene.name}").annotate(n=Count("pk"))
    assert {row[f"{scene.key}__{scene.name}"]: row["n"] for row in rows} == {None: 1, "live parent": 1}


@forward
def by_count(scene):
    assert scene.children.aggregate(n=Count(f"{scene.key}__{scene.name}"))["n"] == 1


@forward
def by_aggregate(scene):
    seen = scene.children.aggregate(n=Avg(f"{scene.key}__{scene.number}"), last=Max(f"{scene.key}__{scene.name}"))
    assert seen == {"n": 0.0, "last": "live parent"}
    assert scene.children.filter(pk=scene.orphan.pk).aggregate(n=Max(f"{scene.key}__{scene.name}"))["n"] is None


@forward
def by_two_hops(scene):
    leaves, (first, second) = scene.over_two_hops()
    assert not leaves.filter(**{f"{first}__{second}__name": "a deleted parent"}).exists()
    assert list(leaves.values_list(f"{first}__pk", f"{first}__{second}__name")) == [(scene.live_parent.pk, None)]
    assert getattr(getattr(leaves.select_related(f"{first}__{second}").get(), first), second) is None


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
    name = scene.relation.parent.objects.filter(pk=OuterRef(f"{scene.key}_id")).values(scene.name)
    joined = scene.children.annotate(up=Subquery(name), over=F(f"{scene.key}__{scene.name}"))
    assert set(joined.values_list("up", "over")) == {(None, None), ("live parent", "live parent")}


@forward
def by_update_through_a_join(scene):
    assert scene.children.filter(**{f"{scene.key}__{scene.name}": "a deleted parent"}).update(content="seen") == 0


@forward
def by_delete_through_a_join(scene):
    assert scene.children.filter(**{f"{scene.key}__{scene.name}": "a deleted parent"}).delete()[0] == 0


@forward
def by_full_clean(scene):
    orphan = scene.child_model.objects.get(pk=scene.orphan.pk)
    with pytest.raises(ValidationError) as refusal:
        orphan.full_clean()
    assert scene.key in refusal.value.error_dict


@forward
def by_form_field(scene):
    field = scene.relation.field.formfield()
    apply_limit_choices_to_to_formfield(field)
    assert scene.live_parent in field.queryset
    assert scene.deleted_parent not in field.queryset
    with pytest.raises(ValidationError):
        field.clean(scene.deleted_parent.pk)


@forward
def by_admin_list_filter(scene):
    field = scene.child_model._meta.get_field(scene.key)
    model_admin = admin.site.get_model_admin(scene.child_model)
    request = RequestFactory().get("/")
    listed = RelatedOnlyFieldListFilter(field, request, {}, scene.child_model, model_admin, scene.key)
    assert dict(listed.lookup_choices) == {scene.live_parent.pk: "live parent"}


@forward
def by_api_field(scene):
    from categories.api.serializers import CategorySerializer
    from works.api.recurring_serializers import RecurringWorkSerializer
    from works.api.serializers import TodayWorkSerializer

    serializers = {Work: TodayWorkSerializer, RecurringWork: RecurringWorkSerializer, Category: CategorySerializer}
    for row in (
        scene.children.get(pk=scene.orphan.pk),
        scene.children.select_related(scene.key).get(pk=scene.orphan.pk),
    ):
        shown = serializers[scene.child_model](row, context={"moment": NOON}).data
        assert shown[scene.key] is None
        if scene.key == "category":
            assert (shown["category_path"], shown["root"]) == (None, None)


@backward
def by_reverse_filter(scene):
    assert not scene.live_parents.filter(**{f"{scene.reverse}__{scene.text}": "deleted child"}).exists()


@backward
def by_reverse_exclude(scene):
    assert scene.live_parents.exclude(**{f"{scene.reverse}__{scene.text}": "deleted child"}).exists()


@backward
def by_reverse_values(scene):
    assert list(scene.live_parents.values_list(f"{scene.reverse}__{scene.text}", flat=True)) == ["child"]


@backward
def by_reverse_count(scene):
    assert scene.live_parents.annotate(n=Count(scene.reverse)).get().n == 1


@backward
def by_many_reverse_counts(scene):
    rows = scene.live_parents.annotate(**{f"n_of_{name}": Count(name, distinct=True) for name in scene.reverses})
    seen = rows.values(*(f"n_of_{name}" for name in scene.reverses)).get()
    assert seen == {f"n_of_{name}": int(name == scene.reverse) for name in scene.reverses}


@backward
def by_reverse_aggregate(scene):
    assert scene.live_parents.aggregate(last=Max(f"{scene.reverse}__{scene.text}"))["last"] == "child"


@backward
def by_reverse_isnull(scene):
    mark_deleted(scene.child)
    assert scene.live_parents.filter(**{f"{scene.reverse}__isnull": True}).exists()


@backward
def by_two_reverse_hops(scene):
    tops, path = scene.over_two_reverse_hops()
    assert not tops.filter(**{path: "leaf"}).exists()
    assert "leaf" not in set(tops.values_list(path, flat=True))


@backward
def by_reverse_update(scene):
    assert scene.live_parents.filter(**{f"{scene.reverse}__{scene.text}": "deleted child"}).update(content="seen") == 0


# The default manager alone makes these pass.


@backward
def by_reverse_manager(scene):
    assert list(getattr(scene.live_parent, scene.reverse).all()) == [scene.child]


@backward
def by_reverse_prefetch(scene):
    [parent] = scene.live_parents.prefetch_related(scene.reverse)
    assert list(getattr(parent, scene.reverse).all()) == [scene.child]


@backward
def by_exists(scene):
    mark_deleted(scene.child)
    inner = scene.child_model.objects.filter(**{f"{scene.key}_id": OuterRef("pk")})
    assert not scene.live_parents.filter(Exists(inner)).exists()


@backward
def by_in_subquery(scene):
    mark_deleted(scene.child)
    assert not scene.live_parents.filter(pk__in=scene.child_model.objects.values(f"{scene.key}_id")).exists()


BY_MANAGERS_ALONE = {by_reverse_manager, by_reverse_prefetch, by_exists, by_in_subquery}
BY_LIMITED_CHOICES = {by_full_clean, by_form_field, by_admin_list_filter}
