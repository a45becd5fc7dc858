"""Where a report puts works: projects and categories, as they are or as they were."""

import pytest

from categories import services as categories
from categories.models import Category
from tests.makers import make_ancestors, make_category, make_finished_work, make_work
from tests.works.report.reports import AUGUST, change, local, read, september, titles

DONE = local("09-02 12:00")
MOVED = local("09-05 12:00")


def places(report):
    """Return e.g. "2026/Garden: Dig, Plant"."""
    return [
        f"{'/'.join(group.ancestors)}: {', '.join(e.title for entries in group.sections.values() for e in entries)}"
        for group in read(report)
    ]


def rename(user, category, name, *, at=MOVED):
    categories.edit_category(user=user, category_id=category.pk, name=name, at=at)


def move(user, category, parent):
    categories.move_category(user=user, category_id=category.pk, parent_id=parent and parent.pk, at=MOVED)


class TestOrder:
    def test_of_projects_in_one_position_is_by_id(self, ann):
        roots = [make_category(user=ann, name=name) for name in ("b", "a")]
        for root in roots:
            make_finished_work(user=ann, category=root, at=DONE)
        Category.objects.update(position=0)

        assert places(september(ann)) == ["b: Dig", "a: Dig"]

    def test_of_projects_reads_whole_ids(self, ann):
        root = make_category(user=ann, name="short")
        child = make_category(user=ann, name="Child", parent=root)
        other = make_category(user=ann, name="between")
        longer = {"pk": root.pk * 10, "path": f"/{root.pk}0", "level": 0, "created_at": AUGUST, "updated_at": AUGUST}
        alike = Category.objects.create(user=ann, name="long", position=2, **longer)
        for category in (child, alike, other, root):
            make_work(user=ann, category=category, at=AUGUST)

        assert places(september(ann)) == ["short: Dig", "short/Child: Dig", "between: Dig", "long: Dig"]


@pytest.fixture
def moved(ann):
    """Two works in 2026/Garden, one of them finished; then Garden went below 2027 and became Orchard."""
    old, tree = make_ancestors(user=ann, names=["2026", "Garden"])
    new = make_category(user=ann, name="2027")
    make_finished_work(user=ann, title="done", category=tree, at=DONE)
    make_work(user=ann, title="open", category=tree, at=AUGUST)
    move(ann, tree, new)
    rename(ann, tree, "Orchard")
    return {"old": old, "tree": tree, "new": new}


class TestAsFiled:
    def test_then_shows_closed_works_where_they_were_and_open_ones_where_they_stand(self, ann, moved):
        assert places(september(ann, as_filed="then")) == ["2026/Garden: done", "2027/Orchard: open"]

    def test_then_keeps_a_renamed_project_in_one_piece_under_its_first_name(self, ann):
        root, tree = make_ancestors(user=ann, names=["2026", "Garden"])
        make_finished_work(user=ann, category=root, at=DONE)
        rename(ann, root, "Old")
        make_finished_work(user=ann, category=tree, at=local("09-06 12:00"))

        projects = [(link, len(list(groups))) for link, groups in september(ann, as_filed="then").projects()]

        assert projects == [((root.pk, "2026", 0), 2)]


class TestUnder:
    @pytest.mark.parametrize(
        ("place", "as_filed", "expected"),
        [
            ("tree", "now", ["done", "open"]),
            ("tree", "then", ["done", "open"]),
            ("old", "now", []),
            ("old", "then", ["done"]),
            ("new", "now", ["done", "open"]),
            ("new", "then", ["open"]),
        ],
    )
    def test_takes_what_stands_in_the_category_or_stood_in_it(self, place, as_filed, expected, ann, moved):
        place = Category.objects.get(pk=moved[place].pk)

        found = titles(september(ann, as_filed=as_filed, under=place))

        assert sorted(title for some in found.values() for title in some) == expected

    def test_reads_whole_ids_of_the_path_at_closing(self, ann):
        root, child = make_ancestors(user=ann, names=["2026", "Child"])
        for path in (f"/{root.pk}0", f"/{root.pk}0/{child.pk}", f"/7{root.pk}", f"/7{root.pk}/{child.pk}"):
            work = make_finished_work(user=ann, title=path, category=child, at=DONE)
            steps = [{"id": int(step), "name": step} for step in path.split("/")[1:]]
            change(work, filed_path=path, filed_under=steps)

        assert titles(september(ann, as_filed="then", under=root)) == {}
        assert len(titles(september(ann, as_filed="then", under=child))["finished"]) == 2


@pytest.mark.parametrize("as_filed", ["now", "then"])
class TestStranger:
    def test_gives_nothing_by_a_category_either(self, as_filed, ann, ben):
        theirs = make_category(user=ben, name="Ben's")
        make_finished_work(user=ben, category=theirs, at=DONE)

        assert read(september(ann, as_filed=as_filed, under=theirs)) == []
