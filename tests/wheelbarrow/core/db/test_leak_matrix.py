"""The leak matrix: for each relation, in both directions, every way in which Django could show a deleted row.

It must pass after every upgrade of Django, because LiveForeignKey overrides semi-private methods.
"""

from contextlib import nullcontext

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

from categories import services as categories
from categories.models import ApiToken, Category
from tests.makers import NOON, make_ancestors, make_category, make_recurring_work, make_work
from tests.trees import rolled_back
from tests.wheelbarrow.core.db import leaks, link_leaks
from tests.wheelbarrow.core.db.link_scenes import ROUTES, LinkScene
from tests.wheelbarrow.core.db.scenes import RELATIONS, Scene, mark_deleted
from wheelbarrow.core import trash
from wheelbarrow.core.db import fields
from wheelbarrow.core.db.soft_delete import cascading_keys, keeping_keys, soft_deletable_models
from wheelbarrow.core.history.acts import acting
from works.api.serializers import WorkSerializer
from works.models import Feed, Work
from works.services import editing
from works.services.lookup import UnknownCategory


@pytest.fixture(params=RELATIONS.values(), ids=RELATIONS)
def scene(request, ann):
    return Scene(request.param, ann)


@pytest.fixture(params=ROUTES.values(), ids=ROUTES)
def links(request, ann):
    return LinkScene(request.param, ann)


def run(checks, scene, subtests, *, fail_with=None):
    """Run each check on the scene and roll it back; with `fail_with` each must fail with one of these errors."""
    for check in sorted(checks, key=lambda check: check.__name__):
        with subtests.test(check.__name__), rolled_back(), pytest.raises(fail_with) if fail_with else nullcontext():
            check(scene)


class TestMatrix:
    def test_shows_no_deleted_parent_of_a_live_child(self, scene, subtests):
        run(leaks.FORWARD, scene, subtests)

    def test_shows_no_deleted_child_of_a_live_parent(self, scene, subtests):
        run(leaks.BACKWARD, scene, subtests)


class TestLinks:
    def test_show_no_deleted_row_at_either_end(self, links, subtests):
        run(link_leaks.LINKS, links, subtests)

    def test_to_a_deleted_row_are_there_again_when_it_is_restored(self, links):
        far, name = links.route.far, links.name
        [deletion] = {row.deletion for row in far.all_objects.filter(pk=links.deleted.pk)}
        before = set(getattr(links.linked, name).all())

        far.all_objects.taken_by(deletion).mark_live(at=NOON, version=0)

        assert set(getattr(links.linked, name).all()) == before | {links.deleted}

    def test_are_followed_by_no_other_key(self):
        keys = {
            field
            for model in apps.get_models()
            for field in keys_of(model)
            if field.on_soft_delete is fields.OnSoftDelete.HIDE
            # Not links: tests/categories/test_api_tokens.py, tests/works/test_calendar_feed.py, tests/works/services/test_feeds.py.
            and model not in (ApiToken, Feed)
        }

        seen = {route.far._meta.model_name for route in ROUTES.values()}
        assert {field.target._meta.model_name for field in keys} == seen


class TestChecks:
    """Each check must fail without the restriction: a check that cannot fail would prove nothing."""

    @pytest.fixture
    def stock_django(self, monkeypatch):
        monkeypatch.setattr(fields.LiveForeignKey, "get_extra_restriction", lambda *_: None)
        monkeypatch.setattr(fields.LiveManyToOneRel, "get_extra_restriction", lambda *_: None)
        for name in ("get_queryset", "get_object"):
            monkeypatch.setattr(fields.LiveForwardDescriptor, name, getattr(ForwardManyToOneDescriptor, name))

    @pytest.fixture
    def all_rows_by_default(self, monkeypatch):
        monkeypatch.setattr("wheelbarrow.core.db.soft_delete.LiveManager.get_queryset", models.Manager.get_queryset)

    def test_fail_without_the_restriction(self, scene, stock_django, subtests):
        others = leaks.BY_LIMITED_CHOICES | leaks.BY_MANAGERS_ALONE
        run({*leaks.FORWARD, *leaks.BACKWARD} - others, scene, subtests, fail_with=AssertionError)

    def test_of_links_fail_without_the_restriction(self, links, stock_django, subtests):
        run(set(link_leaks.LINKS) - link_leaks.BY_MANAGERS_OF_LINKS, links, subtests, fail_with=AssertionError)

    def test_of_links_by_managers_fail_if_the_default_manager_shows_all_rows(
        self, links, all_rows_by_default, subtests
    ):
        by_managers = link_leaks.BY_MANAGERS_OF_LINKS - (
            {link_leaks.by_form_field} if links.name != "labels" else set()
        )
        run(by_managers, links, subtests, fail_with=AssertionError)

    def test_of_managers_fail_if_the_default_manager_shows_all_rows(self, scene, all_rows_by_default, subtests):
        run(leaks.BY_MANAGERS_ALONE, scene, subtests, fail_with=AssertionError)

    def test_of_choices_fail_if_choices_are_not_limited(self, scene, all_rows_by_default, monkeypatch, subtests):
        remote = scene.child_model._meta.get_field(scene.key).remote_field
        monkeypatch.setattr(remote, "limit_choices_to", {})

        run(leaks.BY_LIMITED_CHOICES, scene, subtests, fail_with=(AssertionError, pytest.fail.Exception))


def keys_of(model):
    return [field for field in model._meta.concrete_fields if isinstance(field, fields.LiveForeignKey)]


class TestTrimmedJoin:
    """A lookup that needs only the local column makes no join, so it sees the key of a deleted parent.

    That needs a live row below a deleted one. Either the row is deleted with its parent, which the cascade and the lock
    guarantee; or its key is moved to another column.
    """

    def test_shows_the_local_column(self, scene):
        assert scene.children.filter(**{scene.key: scene.deleted_parent.pk}).get() == scene.orphan
        assert scene.deleted_parent.pk in set(scene.children.values_list(f"{scene.key}_id", flat=True))

    def test_finds_no_such_row_made_by_services(self, ann):
        root, tree, beds = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])
        for category in (root, tree, beds):
            make_work(user=ann, category=category)
            make_recurring_work(user=ann, category=category)

        categories.delete_category(user=ann, category_id=tree.pk, at=NOON)

        for model in soft_deletable_models():
            assert not model.all_objects.stranded().exists()
            for key in keys_of(model):
                deleted = key.target.all_objects.deleted()
                assert not model.objects.filter(**{f"{key.attname}__in": deleted.values("pk")}).exists()
        assert {work.category for work in Work.objects.all()} == {root}

    def test_is_prevented_on_every_key_by_a_cascade_or_another_column(self):
        for model in soft_deletable_models():
            assert keys_of(model) == [*cascading_keys(model), *keeping_keys(model)]
            for key in keeping_keys(model):
                aside = model._meta.get_field(key.kept_in)
                assert (type(aside), aside.related_model, aside.null) == (models.ForeignKey, key.target, True)

    def test_is_covered_on_every_key_by_the_matrix(self):
        seen = {(relation.child, relation.key) for relation in RELATIONS.values()}

        assert seen == {(model, key.name) for model in soft_deletable_models() for key in keys_of(model)}


class TestKeyKeptInAnotherColumn:
    """A trimmed join reads the local column, which is null for a deleted parent."""

    @pytest.fixture(params=[relation for relation in RELATIONS.values() if relation.is_kept_aside])
    def scene(self, request, ann):
        """A scene whose deleted parent is deleted by the service."""
        scene = Scene(request.param, ann)
        rows = scene.relation.parent.all_objects.filter(pk=scene.deleted_parent.pk)
        rows.update(deleted_at=None, deletion=None)
        with acting("deleted", user=ann, at=NOON):
            trash.move_to_trash(rows, user=ann, tops=[scene.deleted_parent], label="a deleted parent", at=NOON)
        return scene

    def test_is_not_seen_by_its_column(self, scene):
        orphan = scene.child_model.objects.get(pk=scene.orphan.pk)

        assert getattr(orphan, f"{scene.key}_id") is None
        assert set(scene.children.values_list(f"{scene.key}_id", flat=True)) == {None, scene.live_parent.pk}
        assert set(scene.children.values_list(scene.key, flat=True)) == {None, scene.live_parent.pk}

    @pytest.mark.parametrize("lookup", ["", "_id", "__in", "__pk", "__exact"])
    def test_is_not_found_by_its_id(self, scene, lookup):
        value = [scene.deleted_parent.pk] if lookup == "__in" else scene.deleted_parent.pk

        assert not scene.children.filter(**{f"{scene.key}{lookup}": value}).exists()
        assert set(scene.children.exclude(**{f"{scene.key}{lookup}": value})) == {scene.orphan, scene.child}

    def test_is_null(self, scene):
        assert scene.children.filter(**{f"{scene.key}__isnull": True}).get() == scene.orphan
        assert scene.children.filter(**{f"{scene.key}__isnull": False}).get() == scene.child
        assert scene.children.filter(**{scene.key: None}).get() == scene.orphan

    def test_is_counted_and_grouped_as_none(self, scene):
        groups = scene.children.order_by().values(scene.key).annotate(n=models.Count("pk"))

        assert {row[scene.key]: row["n"] for row in groups} == {None: 1, scene.live_parent.pk: 1}
        assert scene.children.aggregate(n=models.Count(scene.key))["n"] == 1

    def test_is_in_no_serialized_row(self, scene):
        orphan = scene.child_model.objects.get(pk=scene.orphan.pk)

        assert WorkSerializer(orphan).data[scene.key] is None


class TestNameOfADeletedRow:
    def test_is_free_for_a_live_one(self, ann):
        root = make_category(user=ann, name="2026")
        gone = make_category(user=ann, name="Garden", parent=root)
        categories.delete_category(user=ann, category_id=gone.pk, at=NOON)

        again = make_category(user=ann, name="Garden", parent=root)

        assert list(root.children.all()) == [again]


class TestDeletedRow:
    def test_is_refreshed_and_saved_as_itself(self, scene):
        deleted_child = scene.child_model.all_objects.get(pk=scene.deleted_child.pk)
        count = scene.child_model.all_objects.count()

        deleted_child.refresh_from_db()
        deleted_child.content = "changed in the trash"
        deleted_child.save()

        assert scene.child_model.all_objects.count() == count
        assert scene.child_model.all_objects.get(pk=deleted_child.pk).content == "changed in the trash"

    def test_takes_no_work(self, ann):
        gone = make_category(user=ann)
        mark_deleted(gone)

        with pytest.raises(UnknownCategory):
            editing.create_work(user=ann, title="Dig", category=gone.pk, at=NOON)

    def test_prevents_a_hard_delete_of_its_parent(self, scene):
        scene.relation.parent.all_objects.filter(pk=scene.live_parent.pk).delete()

        with pytest.raises(IntegrityError):
            connection.check_constraints()
        # The transaction of the test rolls the statement back.
        connection.needs_rollback = True


class TestTrash:
    def test_reads_deleted_parents_by_all_objects(self, scene):
        mark_deleted(scene.live_parent)

        parents = scene.relation.parent.all_objects.filter(
            pk__in=scene.child_model.all_objects.values(f"{scene.key}_id")
        )

        assert {scene.deleted_parent, scene.live_parent} <= set(parents)

    def test_reads_the_ancestors_of_deleted_categories(self, ann):
        nested = make_ancestors(user=ann, names=["2026", "Garden"])
        path = nested[-1].path
        mark_deleted(*nested)

        links = Category.all_objects.owned_by(ann).ancestors_by_path([path])[path]

        assert [link.name for link in links] == ["2026", "Garden"]
        assert Category.objects.owned_by(ann).ancestors_by_path([path]) == {path: []}


class TestLiveForeignKey:
    def test_is_a_plain_foreign_key_in_migrations(self):
        _name, path, _args, kwargs = Work._meta.get_field("category").deconstruct()

        assert path == "django.db.models.ForeignKey"
        assert not {"limit_choices_to", "on_soft_delete"} & set(kwargs)

    @pytest.mark.parametrize("relation", RELATIONS.values(), ids=RELATIONS)
    def test_keeps_its_policy_when_it_is_cloned(self, relation):
        clone = relation.field.clone()

        assert clone.on_soft_delete is relation.field.on_soft_delete
        assert clone.kept_in == relation.field.kept_in
