"""Measures by hand: `make bench-orm`. In the end one table, each way beside the first of its group in the same run."""

import pytest
from django.db import connection

from tests.benchmarks.orm.sizes import BENCH


def pytest_collection_modifyitems(items):
    skip = pytest.mark.skip(reason="measures and never fails: make bench-orm")
    for item in items:
        if not BENCH and "tests/benchmarks/orm/" in item.nodeid:
            item.add_marker(skip)


def pytest_terminal_summary(terminalreporter, config):
    session = getattr(config, "_benchmarksession", None)
    measured = [bench for bench in session.benchmarks if bench.stats.rounds] if session else []
    if not measured:
        return
    groups = {}
    for bench in measured:
        groups.setdefault(bench.group, []).append((bench.extra_info["way"], bench.stats.median * 1000))
    write = terminalreporter.write_line
    write(f"\n{connection.vendor}: median of a call in ms, and how many times the first of its group ({BENCH})")
    for group, ways in groups.items():
        write(group)
        for way, took in ways:
            write(f"  {way:<34}{took:12.2f}{took / ways[0][1]:10.2f}")
