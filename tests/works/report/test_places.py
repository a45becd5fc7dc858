"""Where a report puts works: projects and categories, as they are or as they were."""

import pytest

from categories import services as categories
from categories.models import Category
from tests.makers import make_category, make_chain, make_finished_work, make_work
from tests.works.report.reports import AUGUST, change, local, read, september, titles
from works.models import Work
from works.services import editing

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
    def test_of_projects_is_by_position_and_nowhere_comes_last(self, ann):
        make_finished_work(user=ann, title="nowhere", at=DONE)
        for name in ("a", "b", "c", "d"):
            root, child = make_chain(user=ann, names=[name, "Child"])
            make_finished_work(user=ann, title=f"in {name}", category=root, at=DONE)
            make_finished_work(user=ann, title=f"below {name}", category=child, at=DONE)
        categories.edit_category(user=ann, category_id=Category.objects.get(name="c").pk, position=0, at=MOVED)

        assert places(september(ann)) == [
            "c: in c",
            "c/Child: below c",
            "a: in a",
            "a/Child: below a",
            "b: in b",
            "b/Child: below b",
            "d: in d",
            "d/Child: below d",
            ": nowhere",
        ]
        assert [group.root for group in read(september(ann))] == ["c", "c", "a", "a", "b", "b", "d", "d", None]

    def test_of_projects_in_one_position_is_by_id(self, ann):
        roots = [make_category(user=ann, name=name) for name in ("b", "a")]
        for root in roots:
            make_finished_work(user=ann, category=root, at=DONE)
        Category.objects.update(position=0)

        assert places(september(ann)) == ["b: Dig", "a: Dig"]

    def test_of_categories_is_by_path(self, ann):
        root, one = make_chain(user=ann, names=["2026", "One"])
        two = make_category(user=ann, name="Two", parent=root)
        below = make_category(user=ann, name="Below", parent=one)
        for category in (two, below, one, root):
            make_work(user=ann, category=category, at=AUGUST)

        assert places(september(ann)) == ["2026: Dig", "2026/One: Dig", "2026/One/Below: Dig", "2026/Two: Dig"]

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
    old, tree = make_chain(user=ann, names=["2026", "Garden"])
    new = make_category(user=ann, name="2027")
    make_finished_work(user=ann, title="done", category=tree, at=DONE)
    make_work(user=ann, title="open", category=tree, at=AUGUST)
    move(ann, tree, new)
    rename(ann, tree, "Orchard")
    return {"old": old, "tree": tree, "new": new}


class TestAsFiled:
    def test_now_shows_works_where_they_stand(self, ann, moved):
        assert places(september(ann)) == ["2027/Orchard: done, open"]

    def test_then_shows_closed_works_where_they_were_and_open_ones_where_they_stand(self, ann, moved):
        assert places(september(ann, as_filed="then")) == ["2026/Garden: done", "2027/Orchard: open"]

    def test_then_shows_what_closed_after_the_period_where_it_stands(self, ann, moved):
        make_finished_work(user=ann, title="later", category=Category.objects.get(name="2026"), at=AUGUST)
        later = Work.objects.get(title="later")
        change(later, end_at=local("10-03 12:00"))
        editing.edit_work(user=ann, work_id=later.pk, category=moved["tree"].pk, at=MOVED)

        assert places(september(ann, as_filed="then")) == ["2026/Garden: done", "2027/Orchard: open, later"]
        assert places(september(ann, as_filed="then", under=moved["old"])) == ["2026/Garden: done"]

    def test_then_gives_ids_and_levels_with_the_old_names(self, ann, moved):
        _root, groups = next(iter(september(ann, as_filed="then").projects()))

        assert next(groups).ancestors == [(moved["old"].pk, "2026", 0), (moved["tree"].pk, "Garden", 1)]

    def test_then_separates_two_names_of_one_category(self, ann):
        tree = make_chain(user=ann, names=["2026", "Garden"])[1]
        make_finished_work(user=ann, title="first", category=tree, at=DONE)
        rename(ann, tree, "Orchard")
        make_finished_work(user=ann, title="second", category=tree, at=local("09-06 12:00"))

        assert places(september(ann, as_filed="then")) == ["2026/Garden: first", "2026/Orchard: second"]
        assert places(september(ann)) == ["2026/Orchard: first, second"]

    def test_then_keeps_a_renamed_project_in_one_piece_under_its_first_name(self, ann):
        root, tree = make_chain(user=ann, names=["2026", "Garden"])
        make_finished_work(user=ann, category=root, at=DONE)
        rename(ann, root, "Old")
        make_finished_work(user=ann, category=tree, at=local("09-06 12:00"))

        projects = [(link, len(list(groups))) for link, groups in september(ann, as_filed="then").projects()]

        assert projects == [((root.pk, "2026", 0), 2)]

    def test_then_keeps_a_project_that_is_none_now_behind_the_others(self, ann):
        old = make_category(user=ann, name="2025")
        new = make_category(user=ann, name="2026")
        for category in (old, new, None):
            make_finished_work(user=ann, category=category, at=DONE)
        move(ann, old, new)

        assert places(september(ann, as_filed="then")) == ["2026: Dig", "2025: Dig", ": Dig"]
        assert [group.root for group in read(september(ann, as_filed="then"))] == ["2026", "2025", None]

    def test_then_shows_what_was_filed_nowhere_as_such(self, ann):
        work = make_finished_work(user=ann, at=DONE)
        editing.edit_work(user=ann, work_id=work.pk, category=make_category(user=ann, name="2026").pk, at=MOVED)

        assert places(september(ann, as_filed="then")) == [": Dig"]
        assert places(september(ann)) == ["2026: Dig"]

    def test_then_keeps_the_name_of_a_category_that_is_in_the_trash(self, ann):
        root, tree = make_chain(user=ann, names=["2026", "Garden"])
        work = make_finished_work(user=ann, category=tree, at=DONE)
        editing.edit_work(user=ann, work_id=work.pk, category=root.pk, at=MOVED)
        categories.delete_category(user=ann, category_id=tree.pk, at=MOVED)

        assert places(september(ann, as_filed="then")) == ["2026/Garden: Dig"]


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

    @pytest.mark.parametrize("as_filed", ["now", "then"])
    def test_takes_the_whole_branch_and_nothing_beside_it(self, as_filed, ann):
        root, one, below = make_chain(user=ann, names=["2026", "One", "Below"])
        two = make_category(user=ann, name="Two", parent=root)
        for category in (root, one, below, two, None):
            make_finished_work(user=ann, category=category, title=category.name if category else "nowhere", at=DONE)
            make_work(user=ann, category=category, title=category.name if category else "nowhere", at=AUGUST)

        report = september(ann, as_filed=as_filed, under=one)

        assert places(report) == ["2026/One: One, One", "2026/One/Below: Below, Below"]

    def test_reads_whole_ids_of_the_path_at_closing(self, ann):
        root, child = make_chain(user=ann, names=["2026", "Child"])
        for path in (f"/{root.pk}0", f"/{root.pk}0/{child.pk}", f"/7{root.pk}", f"/7{root.pk}/{child.pk}"):
            work = make_finished_work(user=ann, title=path, category=child, at=DONE)
            steps = [{"id": int(step), "name": step} for step in path.split("/")[1:]]
            change(work, filed_path=path, filed_under=steps)

        assert titles(september(ann, as_filed="then", under=root)) == {}
        assert len(titles(september(ann, as_filed="then", under=child))["finished"]) == 2


class TestMyJob:
    @pytest.mark.parametrize(
        ("my_job", "expected"), [(None, ["mine", "theirs"]), (True, ["mine"]), (False, ["theirs"])]
    )
    def test_takes_those_or_the_others_or_all(self, my_job, expected, ann):
        make_work(user=ann, title="mine", my_job=True, at=AUGUST)
        make_work(user=ann, title="theirs", my_job=False, at=AUGUST)

        assert titles(september(ann, my_job=my_job))["open"] == expected


@pytest.mark.parametrize("as_filed", ["now", "then"])
class TestDeleted:
    def test_are_in_no_report(self, as_filed, ann):
        works = [make_finished_work(user=ann, at=DONE), make_work(user=ann, at=AUGUST)]
        for work in works:
            editing.delete_work(user=ann, work_id=work.pk, at=MOVED)

        assert read(september(ann, as_filed=as_filed)) == []

    def test_take_their_works_along_and_leave_the_others(self, as_filed, ann):
        root, tree = make_chain(user=ann, names=["2026", "Garden"])
        for category in (root, tree):
            make_finished_work(user=ann, category=category, title=category.name, at=DONE)
            make_work(user=ann, category=category, title=category.name, at=AUGUST)
        categories.delete_category(user=ann, category_id=tree.pk, at=MOVED)

        assert places(september(ann, as_filed=as_filed)) == ["2026: 2026, 2026"]


@pytest.mark.parametrize("as_filed", ["now", "then"])
class TestStranger:
    def test_is_in_no_report(self, as_filed, ann, ben):
        theirs = make_category(user=ben, name="Ben's")
        for category in (theirs, None):
            make_finished_work(user=ben, category=category, at=DONE)
            make_work(user=ben, category=category, at=AUGUST)
        make_work(user=ann, title="ann's", category=make_category(user=ann, name="2026"), at=AUGUST)

        assert places(september(ann, as_filed=as_filed)) == ["2026: ann's"]

    def test_gives_nothing_by_a_category_either(self, as_filed, ann, ben):
        theirs = make_category(user=ben, name="Ben's")
        make_finished_work(user=ben, category=theirs, at=DONE)

        assert read(september(ann, as_filed=as_filed, under=theirs)) == []
