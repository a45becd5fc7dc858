"""The names of URLs."""

from collections import defaultdict

from django.urls import URLPattern, get_resolver


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
