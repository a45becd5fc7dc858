"""Functions over paths, by example and by property."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from categories import paths

ids = st.integers(min_value=1, max_value=2**63 - 1)
# Few digits, so that 1, 15 and 150 meet.
small_ids = st.integers(min_value=1, max_value=200)
real_paths = st.lists(small_ids, min_size=1, max_size=6, unique=True).map(lambda steps: "".join(f"/{i}" for i in steps))
blanks = st.sampled_from(["", " ", "  ", "\t"])


@st.composite
def typed_paths(draw):
    """Draw a path as people type it, and its steps."""
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
    """Draw rows, parents first and siblings in order; some have a parent that is not among them."""
    pks = draw(st.lists(st.integers(1, 200), unique=True, max_size=25))
    rows = []
    for pk in pks:
        above = draw(st.sampled_from(["", "/5000", "/5000/5001", *(row["path"] for row in rows)]))
        rows.append({"id": pk, "path": paths.join(above, pk), "position": draw(st.integers(0, 4))})
    return sorted(rows, key=lambda row: (paths.level_of(row["path"]), row["position"], row["id"]))


def row_of(path):
    """Return a row with this path."""
    return {"id": paths.parse(path)[-1], "path": path}


class TestParse:
    def test_gives_the_ids_from_the_root_down(self):
        assert paths.parse("/1/15/23") == (1, 15, 23)

    def test_finds_none_on_the_empty_path(self):
        assert paths.parse("") == ()

    @given(st.lists(ids, max_size=10))
    def test_undoes_join(self, steps):
        path = ""
        for step in steps:
            path = paths.join(path, step)

        assert paths.parse(path) == tuple(steps)


class TestNormalise:
    def test_makes_one_spelling_of_many(self):
        for typed, path in [
            ("/1/15", "/1/15"),
            ("1/15", "/1/15"),
            (" 1//15/ ", "/1/15"),
            ("/ 1 / 15 /", "/1/15"),
            ("///7", "/7"),
            ("/007", "/7"),
            (f"/{'9' * 19}", f"/{'9' * 19}"),
            ("/1" * 100, "/1" * 100),
        ]:
            assert paths.normalise(typed) == path, typed

    def test_refuses_other_texts(self):
        wrong = ["", " ", "/", "//", "/a", "/1/b", "/-1", "/1.5", "/1 5", "/+1", "/²", "/١", "/1\x002"]
        for typed in [*wrong, f"/{'9' * 20}", "/1" * 101]:
            with pytest.raises(paths.MalformedPath):
                paths.normalise(typed)

    @given(typed_paths())
    def test_keeps_every_step(self, typed):
        text, steps = typed

        assert paths.parse(paths.normalise(text)) == tuple(steps)

    @given(st.one_of(typed_paths().map(lambda typed: typed[0]), st.text("0123456789/ ", max_size=30)))
    def test_is_idempotent(self, text):
        try:
            once = paths.normalise(text)
        except paths.MalformedPath:
            return

        assert paths.normalise(once) == once

    @given(st.text(max_size=30))
    def test_returns_a_path_or_raises_its_error_for_any_text(self, text):
        try:
            path = paths.normalise(text)
        except paths.MalformedPath:
            return

        assert path.startswith("/")
        assert set(path) <= set("0123456789/")


class TestJoin:
    def test_puts_the_id_behind_the_parents_path(self):
        assert paths.join("/1/15", 23) == "/1/15/23"

    def test_accepts_the_empty_path_as_the_parent_of_a_root(self):
        assert paths.join("", 1) == "/1"


class TestLevelOf:
    def test_counts_from_0_at_the_root(self):
        for path, level in [("", -1), ("/1", 0), ("/150", 0), ("/1/15/23", 2)]:
            assert paths.level_of(path) == level, path

    @given(real_paths, small_ids)
    def test_grows_by_one_with_each_step(self, path, pk):
        assert paths.level_of(paths.join(path, pk)) == paths.level_of(path) + 1


class TestRootIdOf:
    def test_is_the_first_step(self):
        for path, root in [("/1", 1), ("/150/2", 150), ("/15/1/23", 15)]:
            assert paths.root_id_of(path) == root, path


class TestParentIdOf:
    def test_is_the_last_step_but_one_and_none_of_a_root(self):
        known = [("", None), ("/1", None), ("/150", None), ("/1/15", 1), ("/1/15/23", 15), ("/23/15/1", 15)]
        for path, parent in known:
            assert paths.parent_id_of(path) == parent, path

    @given(real_paths, small_ids)
    def test_is_the_id_at_the_end_of_the_path_that_was_joined(self, path, pk):
        assert paths.parent_id_of(paths.join(path, pk)) == paths.parse(path)[-1]


class TestIsInside:
    def test_is_true_for_the_node_and_all_below_it_only(self):
        inside = ["/1/15", "/1/15/23", "/1/15/1", "/1/15/150/9"]
        outside = ["/1", "/1/1", "/1/150", "/1/159", "/1/16", "/1/15023", "/2/15", "/11/15", "/15"]

        assert [path for path in inside + outside if paths.is_inside(path, of="/1/15")] == inside

    @given(real_paths, real_paths)
    def test_is_true_exactly_for_descendants(self, path, top):
        steps, above = paths.parse(path), paths.parse(top)

        assert paths.is_inside(path, of=top) == (steps[: len(above)] == above)

    @given(real_paths, st.lists(small_ids, max_size=4))
    def test_is_a_range_of_text(self, top, steps):
        path = top + "".join(f"/{step}" for step in steps)

        assert top <= path < paths.end_of_subtree(top)


class TestIdsOn:
    def test_are_all_ids_of_the_paths_once_and_in_order(self):
        for of_paths, found in [
            ([], []),
            ([""], []),
            (["/15/1"], [1, 15]),
            (["/1/15/23", "/1/15", "/1/150"], [1, 15, 23, 150]),
            (["/10/9", "/9"], [9, 10]),
        ]:
            assert paths.ids_on(of_paths) == found, of_paths

    def test_are_found_on_any_iterable(self):
        assert paths.ids_on(iter({"/2/1"})) == [1, 2]

    @given(st.lists(real_paths, max_size=6))
    def test_are_exactly_those_of_the_paths(self, of_paths):
        found = paths.ids_on(of_paths)

        assert found == sorted(set(found))
        assert set(found) == {int(step) for path in of_paths for step in path.split("/")[1:]}


class TestAlong:
    def test_gives_each_path_its_links_from_the_root_down(self):
        links = {23: "Beds", 1: "2026", 15: "Garden", 150: "Shed"}

        found = paths.along(["/1/15/23", "/1/150", "/15/1"], links)

        assert found == {
            "/1/15/23": ["2026", "Garden", "Beds"],
            "/1/150": ["2026", "Shed"],
            "/15/1": ["Garden", "2026"],
        }

    def test_leaves_out_ids_without_a_link(self):
        assert paths.along(["/1/15/23", "/7", ""], {1: "2026", 23: "Beds"}) == {
            "/1/15/23": ["2026", "Beds"],
            "/7": [],
            "": [],
        }

    @given(st.lists(real_paths, max_size=6))
    def test_gives_the_whole_path_if_every_id_has_a_link(self, of_paths):
        found = paths.along(of_paths, {pk: pk for pk in paths.ids_on(of_paths)})

        assert found == {path: list(paths.parse(path)) for path in of_paths}


class TestInTreeOrder:
    def test_puts_children_behind_their_parent_and_leaves_siblings_in_their_order(self):
        root, first, second, twin, below = map(row_of, ["/1", "/1/3", "/1/2", "/1/4", "/1/3/5"])

        order = paths.in_tree_order([root, first, second, twin, below])

        assert order == [root, first, below, second, twin]

    def test_takes_a_row_without_its_parent_as_a_top(self):
        root, orphan, below = map(row_of, ["/1", "/7/2", "/7/2/3"])

        order = paths.in_tree_order([root, orphan, below])

        assert order == [root, orphan, below]

    def test_returns_a_list_of_the_same_rows(self):
        rows = [row_of("/1"), row_of("/2")]

        order = paths.in_tree_order(rows)

        assert isinstance(order, list)
        assert all(one is other for one, other in zip(order, rows, strict=True))
        assert paths.in_tree_order([]) == []

    def test_accepts_the_deepest_tree(self):
        deepest = [row_of("".join(f"/{step}" for step in range(1, depth + 1))) for depth in range(1, 101)]

        assert paths.in_tree_order(deepest) == deepest

    @given(forests())
    def test_is_a_permutation_with_parents_first(self, rows):
        order = paths.in_tree_order(rows)

        place = {row["id"]: index for index, row in enumerate(order)}
        parents = {row["id"]: paths.parent_id_of(row["path"]) for row in order}
        assert sorted(place) == sorted(row["id"] for row in rows)
        assert len(order) == len(rows)
        assert all(place[parent] < place[pk] for pk, parent in parents.items() if parent in place)

    @given(forests())
    def test_puts_descendants_directly_behind_a_row(self, rows):
        order = paths.in_tree_order(rows)

        for start, row in enumerate(order):
            below = [other for other in order if row["id"] in paths.parse(other["path"])[:-1]]
            assert order[start + 1 : start + 1 + len(below)] == below

    @given(forests())
    def test_keeps_the_order_of_siblings(self, rows):
        order = paths.in_tree_order(rows)

        known = {row["id"] for row in rows}
        families = {}
        for row in order:
            parent = paths.parent_id_of(row["path"])
            families.setdefault(parent if parent in known else None, []).append(row)
        for siblings in families.values():
            assert siblings == [row for row in rows if row in siblings]
