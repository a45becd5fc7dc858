"""The leak matrix: for each relation, both ways, every way in which Django could show a deleted row.

It is the alarm for every upgrade of Django: LiveForeignKey lives on semi-private hooks.
"""

import pytest
from django.db import IntegrityError, connection, models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

from categories import services as categories
from categories.models import Category
from tests.makers import NOON, make_category, make_chain, make_recurring_work, make_work
from tests.wheelbarrow.core.db import leaks
from tests.wheelbarrow.core.db.scenes import RELATIONS, Scene, bury
from wheelbarrow.core import trash
from wheelbarrow.core.db import fields
from wheelbarrow.core.db.soft_delete import cascading_keys, keeping_keys, soft_deletable_models
from works.api.serializers import WorkSerializer
from works.models import Work
from works.services import editing
from works.services.lookup import UnknownCategory


def name_of(check):
    return check.__name__


@pytest.fixture(params=RELATIONS.values(), ids=RELATIONS)
def scene(request, ann):
    return Scene(request.param, ann)


class TestALiveChild:
    @pytest.mark.parametrize("check", leaks.FORWARD, ids=name_of)
    def test_does_not_show_its_dead_parent(self, scene, check):
        check(scene)


class TestALiveParent:
    @pytest.mark.parametrize("check", leaks.BACKWARD, ids=name_of)
    def test_does_not_show_its_dead_child(self, scene, check):
        check(scene)


class TestTheAlarm:
    """Without the restriction each check must ring: one that could not would prove nothing."""

    @pytest.fixture
    def stock_django(self, monkeypatch):
        monkeypatch.setattr(fields.LiveForeignKey, "get_extra_restriction", lambda *_: None)
        monkeypatch.setattr(fields.LiveManyToOneRel, "get_extra_restriction", lambda *_: None)
        for name in ("get_queryset", "get_object"):
            monkeypatch.setattr(fields.LiveForwardDescriptor, name, getattr(ForwardManyToOneDescriptor, name))

    @pytest.mark.parametrize("check", [c for c in leaks.FORWARD if c not in leaks.BY_LIMITED_CHOICES], ids=name_of)
    def test_rings_for_a_dead_parent(self, scene, stock_django, check):
        with pytest.raises(AssertionError):
            check(scene)

    @pytest.mark.parametrize("check", [c for c in leaks.BACKWARD if c not in leaks.BY_MANAGERS_ALONE], ids=name_of)
    def test_rings_for_a_dead_child(self, scene, stock_django, check):
        with pytest.raises(AssertionError):
            check(scene)

    @pytest.mark.parametrize("check", sorted(leaks.BY_MANAGERS_ALONE, key=name_of), ids=name_of)
    def test_rings_where_the_default_manager_shows_everything(self, scene, monkeypatch, check):
        monkeypatch.setattr("wheelbarrow.core.db.soft_delete.LiveManager.get_queryset", models.Manager.get_queryset)

        with pytest.raises(AssertionError):
            check(scene)

    @pytest.mark.parametrize("check", sorted(leaks.BY_LIMITED_CHOICES, key=name_of), ids=name_of)
    def test_rings_where_choices_are_not_limited(self, scene, monkeypatch, check):
        remote = scene.child_model._meta.get_field(scene.key).remote_field
        monkeypatch.setattr(remote, "limit_choices_to", {})
        monkeypatch.setattr("wheelbarrow.core.db.soft_delete.LiveManager.get_queryset", models.Manager.get_queryset)

        with pytest.raises((AssertionError, pytest.fail.Exception)):
            check(scene)


def keys_of(model):
    return [field for field in model._meta.concrete_fields if isinstance(field, fields.LiveForeignKey)]


class TestWhatDjangoTrims:
    """A lookup that needs only the local column makes no join, so it sees the key of a dead parent.

    That needs a live row under a dead one. Either the row goes along with its parent, and the cascade and the lock make
    it impossible; or its key is taken off.
    """

    def test_is_seen_by_its_column(self, scene):
        assert scene.children.filter(**{scene.key: scene.tomb.pk}).get() == scene.orphan
        assert scene.tomb.pk in set(scene.children.values_list(f"{scene.key}_id", flat=True))

    def test_cannot_happen_through_the_services(self, ann):
        root, tree, beds = make_chain(user=ann, names=["2026", "Garden", "Beds"])
        for category in (root, tree, beds):
            make_work(user=ann, category=category)
            make_recurring_work(user=ann, category=category)

        categories.delete_category(user=ann, category_id=tree.pk, at=NOON)

        for model in soft_deletable_models():
            assert not model.all_objects.stranded().exists()
            for key in keys_of(model):
                dead = key.target.all_objects.deleted()
                assert not model.objects.filter(**{f"{key.attname}__in": dead.values("pk")}).exists()
        assert {work.category for work in Work.objects.all()} == {root}

    def test_is_a_cascade_or_a_key_kept_aside_on_every_key(self):
        for model in soft_deletable_models():
            assert keys_of(model) == [*cascading_keys(model), *keeping_keys(model)]
            for key in keeping_keys(model):
                aside = model._meta.get_field(key.kept_in)
                assert (type(aside), aside.related_model, aside.null) == (models.ForeignKey, key.target, True)

    def test_has_every_key_in_the_matrix(self):
        seen = {(relation.child, relation.key) for relation in RELATIONS.values()}

        assert seen == {(model, key.name) for model in soft_deletable_models() for key in keys_of(model)}


class TestAKeyThatIsKeptAside:
    """What Django trims reads the local column, so the column is empty: no way is left."""

    @pytest.fixture(params=[relation for relation in RELATIONS.values() if relation.is_kept_aside])
    def scene(self, request, ann):
        """The tomb is dead as the services make it so."""
        scene = Scene(request.param, ann)
        rows = scene.relation.parent.all_objects.filter(pk=scene.tomb.pk)
        rows.update(deleted_at=None, deletion=None)
        trash.move_to_trash(rows, user=ann, label="a tomb", at=NOON)
        return scene

    def test_is_not_seen_by_its_column(self, scene):
        orphan = scene.child_model.objects.get(pk=scene.orphan.pk)

        assert getattr(orphan, f"{scene.key}_id") is None
        assert set(scene.children.values_list(f"{scene.key}_id", flat=True)) == {None, scene.home.pk}
        assert set(scene.children.values_list(scene.key, flat=True)) == {None, scene.home.pk}

    @pytest.mark.parametrize("lookup", ["", "_id", "__in", "__pk", "__exact"])
    def test_is_not_found_by_its_id(self, scene, lookup):
        value = [scene.tomb.pk] if lookup == "__in" else scene.tomb.pk

        assert not scene.children.filter(**{f"{scene.key}{lookup}": value}).exists()
        assert set(scene.children.exclude(**{f"{scene.key}{lookup}": value})) == {scene.orphan, scene.child}

    def test_is_null(self, scene):
        assert scene.children.filter(**{f"{scene.key}__isnull": True}).get() == scene.orphan
        assert scene.children.filter(**{f"{scene.key}__isnull": False}).get() == scene.child
        assert scene.children.filter(**{scene.key: None}).get() == scene.orphan

    def test_is_counted_and_grouped_as_none(self, scene):
        groups = scene.children.order_by().values(scene.key).annotate(n=models.Count("pk"))

        assert {row[scene.key]: row["n"] for row in groups} == {None: 1, scene.home.pk: 1}
        assert scene.children.aggregate(n=models.Count(scene.key))["n"] == 1

    def test_is_in_no_serialized_row(self, scene):
        orphan = scene.child_model.objects.get(pk=scene.orphan.pk)

        assert WorkSerializer(orphan).data[scene.key] is None


class TestANameOfADeadRow:
    def test_is_free_for_a_live_one(self, ann):
        root = make_category(user=ann, name="2026")
        gone = make_category(user=ann, name="Garden", parent=root)
        categories.delete_category(user=ann, category_id=gone.pk, at=NOON)

        again = make_category(user=ann, name="Garden", parent=root)

        assert list(root.children.all()) == [again]


class TestADeadRow:
    def test_is_refreshed_and_saved_as_itself(self, scene):
        ghost = scene.child_model.all_objects.get(pk=scene.ghost.pk)
        count = scene.child_model.all_objects.count()

        ghost.refresh_from_db()
        ghost.content = "changed in the trash"
        ghost.save()

        assert scene.child_model.all_objects.count() == count
        assert scene.child_model.all_objects.get(pk=ghost.pk).content == "changed in the trash"

    def test_is_nowhere_to_file_a_work(self, ann):
        gone = make_category(user=ann)
        bury(gone)

        with pytest.raises(UnknownCategory):
            editing.create_work(user=ann, title="Dig", category=gone.pk, at=NOON)

    def test_holds_its_parent_against_a_hard_delete(self, scene):
        scene.relation.parent.all_objects.filter(pk=scene.home.pk).delete()

        with pytest.raises(IntegrityError):
            connection.check_constraints()
        # The refused statement is undone with the test's transaction.
        connection.needs_rollback = True


class TestTheTrashView:
    def test_sees_dead_parents_through_all_objects(self, scene):
        bury(scene.home)

        parents = scene.relation.parent.all_objects.filter(
            pk__in=scene.child_model.all_objects.values(f"{scene.key}_id")
        )

        assert {scene.tomb, scene.home} <= set(parents)

    def test_reads_the_chain_of_dead_categories(self, ann):
        chain = make_chain(user=ann, names=["2026", "Garden"])
        path = chain[-1].path
        bury(*chain)

        links = Category.all_objects.owned_by(ann).ancestors_by_path([path])[path]

        assert [link.name for link in links] == ["2026", "Garden"]
        assert Category.objects.owned_by(ann).ancestors_by_path([path]) == {path: []}


class TestALiveForeignKey:
    def test_is_a_plain_foreign_key_in_migrations(self):
        _name, path, _args, kwargs = Work._meta.get_field("category").deconstruct()

        assert path == "django.db.models.ForeignKey"
        assert not {"limit_choices_to", "on_soft_delete"} & set(kwargs)

    @pytest.mark.parametrize("relation", RELATIONS.values(), ids=RELATIONS)
    def test_keeps_its_policy_when_it_is_cloned(self, relation):
        clone = relation.field.clone()

        assert clone.on_soft_delete is relation.field.on_soft_delete
        assert clone.kept_in == relation.field.kept_in
