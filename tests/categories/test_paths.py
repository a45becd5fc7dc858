"""The arithmetic of paths, by example and by property."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from categories import paths

ids = st.integers(min_value=1, max_value=2**63 - 1)
# Few digits, so that 1, 15 and 150 meet.
small_ids = st.integers(min_value=1, max_value=200)
real_paths = st.lists(small_ids, min_size=1, max_size=6, unique=True).map(lambda steps: "".join(f"/{i}" for i in steps))
blanks = st.sampled_from(["", " ", "  ", "\t"])


class Leaf(NamedTuple):
    """What in_tree_order needs to know of a node."""

    pk: int
    parent_id: int | None
    position: int


@st.composite
def typed_paths(draw):
    """What people type, and the steps they mean by it."""
    steps = draw(st.lists(ids, min_size=1, max_size=paths.MAX_LEVELS))
    slashes = st.sampled_from(["/", "//", "/ /", "///"])
    text = "".join(
        f"{draw(slashes)}{draw(blanks)}{'0' * draw(st.integers(0, 1) if i < 10**18 else st.just(0))}{i}{draw(blanks)}"
        for i in steps
    )
    return draw(blanks) + text.removeprefix(draw(st.sampled_from(["", "/"]))) + draw(
        st.sampled_from(["", "/", "/ "])
    ), steps


@st.composite
def forests(draw):
    """Nodes in any order; some name a parent that is not among them."""
    pks = draw(st.lists(st.integers(1, 1000), unique=True, max_size=25))
    parents = [draw(st.sampled_from([None, 5000, *pks[:index]])) for index in range(len(pks))]
    nodes = [Leaf(pk, parent, draw(st.integers(0, 4))) for pk, parent in zip(pks, parents, strict=True)]
    return draw(st.permutations(nodes))


class TestParse:
    def test_gives_the_ids_from_the_root_down(self):
        assert paths.parse("/1/15/23") == [1, 15, 23]

    @given(st.lists(ids, max_size=10))
    def test_undoes_join(self, steps):
        path = ""
        for step in steps:
            path = paths.join(path, step)

        assert paths.parse(path) == steps


class TestNormalise:
    @pytest.mark.parametrize(
        ("typed", "path"),
        [
            ("/1/15", "/1/15"),
            ("1/15", "/1/15"),
            (" 1//15/ ", "/1/15"),
            ("/ 1 / 15 /", "/1/15"),
            ("///7", "/7"),
            ("/007", "/7"),
            (f"/{'9' * 19}", f"/{'9' * 19}"),
            ("/1" * 100, "/1" * 100),
        ],
    )
    def test_makes_one_spelling_of_many(self, typed, path):
        assert paths.normalise(typed) == path

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            " ",
            "/",
            "//",
            "/a",
            "/1/b",
            "/-1",
            "/1.5",
            "/1 5",
            "/+1",
            "/²",
            "/١",
            "/1\x002",
            f"/{'9' * 20}",
            "/1" * 101,
        ],
    )
    def test_refuses_what_is_no_path(self, typed):
        with pytest.raises(paths.MalformedPath):
            paths.normalise(typed)

    @given(typed_paths())
    def test_keeps_every_step(self, typed):
        text, steps = typed

        assert paths.parse(paths.normalise(text)) == steps

    @given(st.one_of(typed_paths().map(lambda typed: typed[0]), st.text("0123456789/ ", max_size=30)))
    def test_is_idempotent(self, text):
        try:
            once = paths.normalise(text)
        except paths.MalformedPath:
            return

        assert paths.normalise(once) == once

    @given(st.text(max_size=30))
    def test_answers_any_text_with_a_path_or_its_own_error(self, text):
        try:
            path = paths.normalise(text)
        except paths.MalformedPath:
            return

        assert path.startswith("/")
        assert set(path) <= set("0123456789/")


class TestJoin:
    def test_puts_the_id_behind_the_parents_path(self):
        assert paths.join("/1/15", 23) == "/1/15/23"

    def test_knows_the_empty_path_as_the_parent_of_a_root(self):
        assert paths.join("", 1) == "/1"


class TestLevelOf:
    @pytest.mark.parametrize(("path", "level"), [("", -1), ("/1", 0), ("/150", 0), ("/1/15/23", 2)])
    def test_counts_from_0_at_the_root(self, path, level):
        assert paths.level_of(path) == level

    @given(real_paths, small_ids)
    def test_grows_by_one_with_each_step(self, path, pk):
        assert paths.level_of(paths.join(path, pk)) == paths.level_of(path) + 1


class TestRootIdOf:
    @pytest.mark.parametrize(("path", "root"), [("/1", 1), ("/150/2", 150), ("/15/1/23", 15)])
    def test_is_the_first_step(self, path, root):
        assert paths.root_id_of(path) == root


class TestIsInside:
    @pytest.mark.parametrize("path", ["/1/15", "/1/15/23", "/1/15/1", "/1/15/150/9"])
    def test_holds_the_node_and_all_below_it(self, path):
        assert paths.is_inside(path, of="/1/15")

    @pytest.mark.parametrize("path", ["/1", "/1/1", "/1/150", "/1/159", "/1/16", "/1/15023", "/2/15", "/11/15", "/15"])
    def test_holds_nothing_else(self, path):
        assert not paths.is_inside(path, of="/1/15")

    @given(real_paths, real_paths)
    def test_holds_exactly_the_descendants(self, path, top):
        steps, above = paths.parse(path), paths.parse(top)

        assert paths.is_inside(path, of=top) == (steps[: len(above)] == above)

    @given(real_paths, st.lists(small_ids, max_size=4))
    def test_holds_whatever_is_joined_to_the_node(self, top, steps):
        path = top + "".join(f"/{step}" for step in steps)

        assert top <= path < paths.end_of_subtree(top)


class TestInTreeOrder:
    def test_puts_children_behind_their_parent_by_position_then_id(self):
        root, second, first, twin, below = (
            Leaf(1, None, 0),
            Leaf(2, 1, 1),
            Leaf(3, 1, 0),
            Leaf(4, 1, 1),
            Leaf(5, 3, 7),
        )

        order = list(paths.in_tree_order([below, twin, second, root, first]))

        assert order == [root, first, below, second, twin]

    def test_takes_a_node_without_its_parent_as_a_top(self):
        orphan, below = Leaf(2, 1, 0), Leaf(3, 2, 0)

        order = list(paths.in_tree_order([below, orphan]))

        assert order == [orphan, below]

    def test_takes_any_iterable(self):
        assert list(paths.in_tree_order(iter([Leaf(2, 1, 0), Leaf(1, None, 0)]))) == [Leaf(1, None, 0), Leaf(2, 1, 0)]

    @given(forests())
    def test_is_a_permutation_with_parents_first(self, nodes):
        order = list(paths.in_tree_order(nodes))

        place = {node.pk: index for index, node in enumerate(order)}
        assert sorted(order) == sorted(nodes)
        assert all(place[node.parent_id] < place[node.pk] for node in order if node.parent_id in place)

    @given(forests())
    def test_leaves_no_stranger_between_a_node_and_its_descendants(self, nodes):
        order = list(paths.in_tree_order(nodes))

        parents = {node.pk: node.parent_id for node in order}
        for start, node in enumerate(order):
            below = [other for other in order if node.pk in _above(other.pk, parents)]
            assert order[start + 1 : start + 1 + len(below)] == below

    @given(forests())
    def test_sorts_siblings_by_position_then_id(self, nodes):
        order = list(paths.in_tree_order(nodes))

        known = {node.pk for node in nodes}
        families = {}
        for node in order:
            families.setdefault(node.parent_id if node.parent_id in known else None, []).append(node)
        for siblings in families.values():
            assert siblings == sorted(siblings, key=lambda node: (node.position, node.pk))


def _above(pk, parents):
    """The ids above a node."""
    above = set()
    while (pk := parents.get(pk)) is not None:
        above.add(pk)
    return above
