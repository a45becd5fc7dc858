"""The answers that are made without instances say what the serializers say of the named querysets."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.http import QueryDict
from hypothesis import example, given
from hypothesis import strategies as st

from categories.models import Category
from tests.conftest import client_of
from tests.makers import NOON, make_chain
from tests.trees import FULL, TODAY, as_json, days, examples, instants, plant, small_trees, taken_back, trees
from works.api.filters import WorkFilter
from works.api.listing import Listing
from works.api.serializers import WorkSerializer
from works.api.views import LISTED
from works.choices import Priority, Status
from works.lateness import reasons
from works.models import Work
from works.querysets.work import span_of

ORDERINGS = ("title", "priority", "starts_on", "deadline_on", "end_at", "position", "created_at", "updated_at")
flags = st.sampled_from(["true", "false"])
some_days = days.filter(bool).map(str)
# A category by number, the stranger's, or one that is nobody's.
rows = st.integers(0, 5) | st.sampled_from(["stranger's", "nobody's"])
FILTERS = {
    "status": st.lists(st.sampled_from(Status.values), min_size=1, max_size=3, unique=True),
    "priority": st.lists(st.sampled_from(Priority.values), min_size=1, max_size=3, unique=True),
    "category": rows,
    "under": rows,
    "root": rows,
    "my_job": flags,
    "overdue": flags,
    "open": flags,
    "deadline_from": some_days,
    "deadline_to": some_days,
    "starts_from": some_days,
    "starts_to": some_days,
    "updated_since": instants.map(lambda at: at.isoformat()),
    "ordering": st.lists(st.sampled_from(ORDERINGS), min_size=1, max_size=3, unique=True).flatmap(
        lambda names: st.tuples(*(st.sampled_from([name, f"-{name}"]) for name in names)).map(",".join)
    ),
}

# These go the long way.
OTHERS = {
    "q": st.sampled_from(["w1", "AB", "%", "é", "_"]),
    "ended_from": some_days,
    "ended_to": some_days,
    "recurring_work": st.integers(0, 1),
}


def some_of(filters):
    """Two or three of them: with more there is hardly a work left."""
    names = st.lists(st.sampled_from(sorted(filters)), min_size=2, max_size=3, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({name: filters[name] for name in chosen}))


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def query_of(asked, mine, strangers):
    """The query as it is sent: numbers of rows are ids now."""
    query = QueryDict(mutable=True)
    for name, value in asked.items():
        ids = {"category": "categories", "under": "categories", "root": "categories", "recurring_work": "rules"}
        if name in ids:
            own, others = getattr(mine, ids[name]), getattr(strangers, ids[name])
            known = {"stranger's": others[:1], "nobody's": []}.get(value, own)
            value = known[value % len(known) if isinstance(value, int) else 0] if known else 10**12
        query.setlist(name, value if isinstance(value, list) else [str(value)])
    return query


def pages(client, address, query, size):
    """The rows of all pages, one by one, and the count that each page told."""
    found, counts, number = [], set(), 1
    while True:
        response = client.get(f"{address}?{query.urlencode()}&page_size={size}&page={number}")
        assert response.status_code == 200, response.json()
        page = response.json()
        assert len(page["results"]) <= size
        assert (page["previous"] is None) == (number == 1)
        found += page["results"]
        counts.add(page["count"])
        if page["next"] is None:
            return found, counts
        number += 1


def shown_as(user, work):
    """The work as WorkSerializer shows it, with its recurring work, and its ancestors one by one."""
    rule, category, above = work.recurring_work, work.category, []
    while category:
        above.insert(0, {"id": category.pk, "name": category.name, "level": category.level})
        category = Category.objects.owned_by(user).filter(pk=category.parent_id).first()
    return {
        **as_json(WorkSerializer(work).data),
        "recurring_work": rule and {"id": rule.pk, "rule": rule.rule, "sentence": str(rule.sentence)},
        "categories": above,
    }


def reasons_of(work, moment):
    facts = {name: getattr(work, name) for name in ("starts_on", "deadline_on", "deadline_time")}
    return reasons(status=work.current_status, moment=moment, **facts)


class TestToday:
    @examples(8)
    @given(tree=trees, strangers=small_trees)
    @example(tree=FULL, strangers=FULL)
    def test_is_what_its_serializer_says_of_the_works_of_the_day(self, tree, strangers, ann, ben):
        with taken_back():
            plant(ann, tree)
            plant(ben, strangers)

            for user in (ann, ben):
                shown = client_of(user).get("/api/v1/works/today/").json()

                moment = user.local_time(NOON)
                works = list(Work.objects.owned_by(user).for_today(moment).select_related("recurring_work"))
                assert shown == {
                    "date": moment.date().isoformat(),
                    "results": [{**shown_as(user, work), "reasons": reasons_of(work, moment)} for work in works],
                }


class TestFinished:
    @examples(8)
    @given(
        tree=trees,
        strangers=small_trees,
        first=days.filter(bool),
        last=days.filter(bool),
        size=st.sampled_from([1, 2, 50]),
    )
    @example(tree=FULL, strangers=FULL, first=TODAY - timedelta(days=1), last=TODAY, size=2)
    def test_is_what_its_serializer_says_of_the_works_that_were_finished(
        self, tree, strangers, first, last, size, ann, ben
    ):
        first, last = sorted([first, last])
        query = QueryDict(f"start={first}&end={last}")
        with taken_back():
            plant(ann, tree)
            plant(ben, strangers)

            for user in (ann, ben):
                shown, counts = pages(client_of(user), "/api/v1/works/finished/", query, size)

                finished = Work.objects.owned_by(user).finished_within(*span_of(first, last, user.zone))
                assert shown == [
                    {
                        **(row := shown_as(user, work)),
                        "root": {name: row["categories"][0][name] for name in ("id", "name")}
                        if row["categories"]
                        else None,
                        "filed_under": work.filed_under,
                    }
                    for work in finished.select_related("recurring_work")
                ]
                assert counts == {len(shown)}


class TestTheList:
    def check(self, tree, strangers, asked, size, ann, ben):
        """Ann's answer is the filter's; gives the query and whether the filter took it."""
        mine, others = plant(ann, tree), plant(ben, strangers)
        query, client = query_of(asked, mine, others), client_of(ann)
        everything = Work.objects.owned_by(ann).with_category().by_priority().order_by("-pk")
        filtered = WorkFilter(query, queryset=everything, request=SimpleNamespace(user=ann))
        if not filtered.is_valid():
            refused = client.get(f"/api/v1/works/?{query.urlencode()}")
            assert (refused.status_code, set(refused.json()["errors"])) == (400, set(filtered.errors))
            return query, False
        shown, counts = pages(client, "/api/v1/works/", query, size)
        assert shown == as_json(WorkSerializer(filtered.qs, many=True).data)
        assert counts == {filtered.qs.count()} == {len(shown)}
        return query, True

    @pytest.mark.parametrize("name", [*FILTERS, *OTHERS])
    @examples(3)
    @given(data=st.data())
    def test_is_what_the_serializer_says_of_one_filter(self, name, data, ann, ben):
        with taken_back():
            asked = {name: data.draw({**FILTERS, **OTHERS}[name])}

            query, is_valid = self.check(FULL, FULL, asked, 50, ann, ben)

            # Else this would compare the long way with itself.
            assert bool(Listing.of(ann, query, LISTED.plain)) == (is_valid and name in FILTERS)

    @examples(14)
    @given(
        asked=some_of(FILTERS),
        tree=trees,
        strangers=small_trees,
        size=st.sampled_from([1, 2, 50]),
    )
    def test_is_what_the_serializer_says_of_filters_together(self, asked, tree, strangers, size, ann, ben):
        with taken_back():
            query, is_valid = self.check(tree, strangers, asked, size, ann, ben)

            assert bool(Listing.of(ann, query, LISTED.plain)) == is_valid

    @examples(8)
    @given(
        asked=some_of({**FILTERS, **OTHERS}),
        tree=trees,
        strangers=small_trees,
        size=st.sampled_from([1, 3]),
    )
    def test_is_the_same_the_long_way(self, asked, tree, strangers, size, ann, ben):
        with taken_back():
            self.check(tree, strangers, asked, size, ann, ben)

    def test_takes_a_branch_for_a_root_only_at_the_top(self, ann, api):
        chain = make_chain(user=ann, names=["2026", "Garden"])

        answers = [api.get(f"/api/v1/works/?root={category.pk}").status_code for category in chain]

        assert answers == [200, 400]
