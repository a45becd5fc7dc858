"""A simulation of many accounts on one server and one PostgreSQL, in a database of its own."""

import os

# tests/benchmarks/http/databases.py reads it when it is imported.
os.environ.setdefault("BENCH_DATABASE", "wheelbarrow_many")
