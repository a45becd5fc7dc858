"""Responses from fast rows equal what the serializers show of the querysets."""

from datetime import timedelta
from types import SimpleNamespace

from django.http import QueryDict
from hypothesis import example, given
from hypothesis import strategies as st

from categories.models import Category
from tests.conftest import client_of
from tests.makers import NOON, make_ancestors
from tests.trees import FULL, TODAY, as_json, examples, instants, make_rows, rolled_back, small_trees, some_days, trees
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
day_texts = some_days.map(str)
# A category by number, one of the stranger's, or a missing one.
some_ids = st.integers(0, 5) | st.sampled_from(["stranger's", "missing"])
FILTERS = {
    "status": st.lists(st.sampled_from(Status.values), min_size=1, max_size=3, unique=True),
    "priority": st.lists(st.sampled_from(Priority.values), min_size=1, max_size=3, unique=True),
    "category": some_ids,
    "under": some_ids,
    "root": some_ids,
    "my_job": flags,
    "overdue": flags,
    "open": flags,
    "deadline_from": day_texts,
    "deadline_to": day_texts,
    "starts_from": day_texts,
    "starts_to": day_texts,
    "updated_since": instants.map(lambda at: at.isoformat()),
    "ordering": st.lists(st.sampled_from(ORDERINGS), min_size=1, max_size=3, unique=True).flatmap(
        lambda names: st.tuples(*(st.sampled_from([name, f"-{name}"]) for name in names)).map(",".join)
    ),
}

# Not in COMPILED: these use django-filter and the serializer.
OTHERS = {
    "q": st.sampled_from(["w1", "AB", "%", "é", "_"]),
    "ended_from": day_texts,
    "ended_to": day_texts,
    "recurring_work": st.integers(0, 1),
}


def some_of(filters):
    """Draw two or three of them: hardly a work matches more."""
    names = st.lists(st.sampled_from(sorted(filters)), min_size=2, max_size=3, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({name: filters[name] for name in chosen}))


def query_of(asked, mine, strangers):
    """Return the query with ids for the numbers of rows."""
    query = QueryDict(mutable=True)
    for name, value in asked.items():
        ids = {"category": "categories", "under": "categories", "root": "categories", "recurring_work": "rules"}
        if name in ids:
            own, others = getattr(mine, ids[name]), getattr(strangers, ids[name])
            known = {"stranger's": others[:1], "missing": []}.get(value, own)
            value = known[value % len(known) if isinstance(value, int) else 0] if known else 10**12
        query.setlist(name, value if isinstance(value, list) else [str(value)])
    return query


def pages(client, address, query, size):
    """Read all pages; return their rows and the set of their counts."""
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
    """Serialize the work by WorkSerializer, with its recurring work and its ancestors, read one by one."""
    rule, category, above = work.recurring_work, work.category, []
    while category:
        above.insert(0, {"id": category.pk, "name": category.name, "level": category.level})
        category = Category.objects.owned_by(user).filter(pk=category.parent_id).first()
    return {
        **as_json(WorkSerializer(work).data),
        "recurring_work": rule and {"id": rule.pk, "rule": rule.rule, "sentence": str(rule.sentence)},
        "categories": above,
    }


def assert_keys(rows, *more):
    """Fail with the names of missing fields, before whole rows are compared."""
    expected = {*WorkSerializer().fields, *more}
    for row in rows:
        assert row.keys() == expected


def reasons_of(work, moment):
    facts = {name: getattr(work, name) for name in ("starts_on", "deadline_on", "deadline_time")}
    return reasons(status=work.current_status, moment=moment, **facts)


class TestToday:
    @examples(4)
    @given(tree=trees, strangers=small_trees)
    @example(tree=FULL, strangers=FULL)
    def test_equals_the_serializer_for_the_works_of_the_day(self, tree, strangers, ann, ben):
        with rolled_back():
            make_rows(ann, tree)
            make_rows(ben, strangers)

            for user in (ann, ben):
                shown = client_of(user).get("/api/v1/works/today/").json()

                moment = user.local_time(NOON)
                works = list(Work.objects.owned_by(user).for_today(moment).select_related("recurring_work"))
                assert_keys(shown["results"], "reasons", "categories")
                assert shown == {
                    "date": moment.date().isoformat(),
                    "results": [{**shown_as(user, work), "reasons": reasons_of(work, moment)} for work in works],
                }


class TestFinished:
    @examples(4)
    @given(
        tree=trees,
        strangers=small_trees,
        first=some_days,
        last=some_days,
        size=st.sampled_from([1, 2, 50]),
    )
    @example(tree=FULL, strangers=FULL, first=TODAY - timedelta(days=1), last=TODAY, size=2)
    def test_equals_the_serializer_for_the_finished_works(self, tree, strangers, first, last, size, ann, ben):
        first, last = sorted([first, last])
        query = QueryDict(f"start={first}&end={last}")
        with rolled_back():
            make_rows(ann, tree)
            make_rows(ben, strangers)

            for user in (ann, ben):
                shown, counts = pages(client_of(user), "/api/v1/works/finished/", query, size)

                finished = Work.objects.owned_by(user).finished_within(*span_of(first, last, user.zone))
                assert_keys(shown, "filed_under", "categories")
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


class TestList:
    def check(self, mine, others, asked, size, ann):
        """Compare Ann's list with the filter; return the query and whether the filter accepted it."""
        query, client = query_of(asked, mine, others), client_of(ann)
        everything = Work.objects.owned_by(ann).with_category().by_priority().order_by("-pk")
        filtered = WorkFilter(query, queryset=everything, request=SimpleNamespace(user=ann))
        if not filtered.is_valid():
            refused = client.get(f"/api/v1/works/?{query.urlencode()}")
            assert (refused.status_code, set(refused.json()["errors"])) == (400, set(filtered.errors))
            return query, False
        shown, counts = pages(client, "/api/v1/works/", query, size)
        assert_keys(shown)
        assert shown == as_json(WorkSerializer(filtered.qs, many=True).data)
        assert counts == {filtered.qs.count()} == {len(shown)}
        return query, True

    @examples(3)
    @given(asked=st.fixed_dictionaries({**FILTERS, **OTHERS}))
    def test_equals_the_serializer_for_each_filter(self, asked, ann, ben):
        with rolled_back():
            mine, others = make_rows(ann, FULL), make_rows(ben, FULL)
            for name, value in asked.items():
                query, is_valid = self.check(mine, others, {name: value}, 50, ann)

                # Otherwise this would compare the slow path with itself.
                assert bool(Listing.of(ann, query, LISTED.plain)) == (is_valid and name in FILTERS), name

    @examples(8)
    @given(asked=some_of(FILTERS), tree=trees, strangers=small_trees, size=st.sampled_from([1, 2, 50]))
    def test_equals_the_serializer_for_several_filters(self, asked, tree, strangers, size, ann, ben):
        with rolled_back():
            query, is_valid = self.check(make_rows(ann, tree), make_rows(ben, strangers), asked, size, ann)

            assert bool(Listing.of(ann, query, LISTED.plain)) == is_valid

    @examples(4)
    @given(asked=some_of({**FILTERS, **OTHERS}), tree=trees, strangers=small_trees, size=st.sampled_from([1, 3]))
    def test_is_the_same_on_the_slow_path(self, asked, tree, strangers, size, ann, ben):
        with rolled_back():
            self.check(make_rows(ann, tree), make_rows(ben, strangers), asked, size, ann)

    def test_accepts_only_a_root_for_the_root_filter(self, ann, api):
        nested = make_ancestors(user=ann, names=["2026", "Garden"])

        answers = [api.get(f"/api/v1/works/?root={category.pk}").status_code for category in nested]

        assert answers == [200, 400]
