"""The names of URLs."""

from collections import Counter, defaultdict

from django.urls import URLPattern, get_resolver

from tests.wheelbarrow.web.routes import ROUTES


def named(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield prefix + pattern.name, getattr(pattern.callback, "cls", pattern.callback)
        else:
            yield from named(pattern.url_patterns, prefix + (f"{pattern.namespace}:" if pattern.namespace else ""))


class TestNames:
    def test_mean_one_view_each(self):
        views = defaultdict(set)

        for name, view in named(get_resolver().url_patterns):
            views[name].add(getattr(view, "view_class", view))

        assert {name: found for name, found in views.items() if len(found) > 1} == {}


class TestPages:
    def test_are_each_in_the_table_once(self):
        counts = Counter(route.route for route in ROUTES)

        assert [route for route, count in counts.items() if count > 1] == []
