"""The ways in which a query over a many-to-many field could show a deleted row; each asserts that it does not."""

from collections.abc import Callable

from django import forms
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery

from tests.wheelbarrow.core.db.link_scenes import LinkScene

LINKS: list[Callable[[LinkScene], None]] = []


def link(check):
    LINKS.append(check)
    return check


def through_of(scene):
    field = scene.route.near._meta.get_field(scene.name)
    return field.remote_field.through if hasattr(field, "m2m_field_name") else field.through


@link
def by_filter(scene):
    assert not scene.rows.filter(Q(**{scene.text: "a deleted row"}) | Q(**{scene.text: "deleted"})).exists()


@link
def by_id(scene):
    for lookup, value in [
        ("", scene.deleted_alone),
        ("", scene.deleted_alone.pk),
        ("__pk", scene.deleted_alone.pk),
        ("__in", [scene.deleted_alone.pk]),
    ]:
        assert not scene.rows.filter(**{f"{scene.name}{lookup}": value}).exists()
        assert scene.rows.exclude(**{f"{scene.name}{lookup}": value}).count() == 2


@link
def by_exclude(scene):
    assert set(scene.rows.exclude(**{scene.text: "deleted"})) == {scene.without, scene.linked}


@link
def by_isnull(scene):
    assert set(scene.rows.filter(**{f"{scene.name}__isnull": True})) == {scene.without}
    assert set(scene.rows.filter(**{f"{scene.name}__isnull": False})) == {scene.linked}


@link
def by_values(scene):
    assert set(scene.rows.values_list(scene.text, flat=True)) == {None, "live"}


@link
def by_values_of_the_id(scene):
    assert set(scene.rows.values_list(scene.name, flat=True)) == {None, scene.live.pk}
    assert set(scene.rows.values_list(f"{scene.name}__pk", flat=True)) == {None, scene.live.pk}


@link
def by_f(scene):
    assert set(scene.rows.annotate(seen=F(scene.text)).values_list("seen", flat=True)) == {None, "live"}


@link
def by_order_by(scene):
    rows = list(scene.rows.order_by(F(scene.text).asc(nulls_last=True)).values_list("pk", scene.text))
    assert rows[0] == (scene.linked.pk, "live")
    assert (scene.without.pk, None) in rows


@link
def by_count(scene):
    counts = dict(scene.rows.order_by().values_list("pk").annotate(Count(scene.name)))
    assert counts == {scene.without.pk: 0, scene.linked.pk: 1}


@link
def by_group_by(scene):
    rows = scene.rows.order_by().values(scene.name).annotate(n=Count(scene.name))
    assert {row[scene.name]: row["n"] for row in rows} == {None: 0, scene.live.pk: 1}


@link
def by_aggregate(scene):
    assert scene.rows.aggregate(last=Max(scene.text), n=Count(scene.name)) == {"last": "live", "n": 1}


@link
def by_manager(scene):
    assert list(getattr(scene.without, scene.name).all()) == []
    assert list(getattr(scene.linked, scene.name).all()) == [scene.live]
    assert getattr(scene.linked, scene.name).count() == 1
    assert not getattr(scene.without, scene.name).exists()


@link
def by_manager_of_a_deleted_row(scene):
    assert scene.linked not in getattr(scene.deleted, scene.route.back).all()


@link
def by_prefetch_related(scene):
    found = {row.pk: list(getattr(row, scene.name).all()) for row in scene.rows.prefetch_related(scene.name)}
    assert found == {scene.without.pk: [], scene.linked.pk: [scene.live]}


@link
def by_exists(scene):
    near = scene.route.near
    inner = near.objects.filter(pk=OuterRef("pk"), **{f"{scene.name}__isnull": False})
    assert set(scene.rows.filter(Exists(inner))) == {scene.linked}


@link
def by_subquery(scene):
    name = scene.route.near.objects.filter(pk=OuterRef("pk")).order_by(F(scene.text).desc(nulls_last=True))
    seen = scene.rows.annotate(seen=Subquery(name.values(scene.text)[:1])).values_list("pk", "seen")
    assert dict(seen) == {scene.without.pk: None, scene.linked.pk: "live"}


@link
def by_in_subquery(scene):
    inner = scene.rows.values(scene.name)
    assert set(scene.route.far.all_objects.filter(pk__in=inner)) == {scene.live}


@link
def by_update_through_the_links(scene):
    assert scene.rows.filter(**{scene.text: "deleted"}).update(version=0) == 0


@link
def by_delete_through_the_links(scene):
    assert scene.rows.filter(**{scene.text: "deleted"}).delete()[0] == 0


@link
def by_two_hops(scene):
    path = f"{scene.name}__{scene.route.back}"
    # Not over the deleted row to its other end, and over the live one back.
    assert set(scene.rows.filter(pk=scene.without.pk).values_list(path, flat=True)) == {None}
    assert set(scene.rows.filter(pk=scene.linked.pk).values_list(path, flat=True)) == {scene.linked.pk}


@link
def by_lookup_of_the_link(scene):
    links, key = through_of(scene).objects, scene.route.key
    assert not links.filter(**{f"{key}__{scene.route.text}": "deleted"}).exists()
    assert not links.filter(**{f"{key}_id": scene.deleted.pk}).exists()
    assert scene.deleted.pk not in set(links.values_list(f"{key}_id", flat=True))


@link
def by_form_field(scene):
    if scene.name == "labels":
        form = forms.modelform_factory(scene.route.near, fields=["labels"])()
        assert set(form.fields["labels"].queryset) == {scene.live}


# The default manager alone makes these pass.
BY_MANAGERS_OF_LINKS = {by_manager, by_prefetch_related, by_form_field}
