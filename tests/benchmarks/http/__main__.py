"""Measures Wheelbarrow over HTTP, beside its peers if there are any: `python -m tests.benchmarks.http --peers DIR`."""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from tests.benchmarks.http import databases, document, machine, table
from tests.benchmarks.http.kinds import KINDS
from tests.benchmarks.http.requests import BY_NAME
from tests.benchmarks.http.run import Plan, Results, Run
from tests.benchmarks.http.terminal import alone, report
from tests.benchmarks.http.twins import AnswersDiffer


def main() -> int:
    """0 when every request was answered, 1 when one was refused or the servers' rows differ."""
    options = _options()
    # Ends the servers as Ctrl+C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if not shutil.which("wrk"):
        sys.exit("wrk makes the load: apt-get install wrk")
    if options.render:
        found = json.loads(options.render.read_text())
    else:
        with alone():
            found = _measure(options)
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(found, indent=1))
    results = Results.from_json(found["results"])
    print(table.render(results))
    if options.write_docs:
        document.write(databases.ROOT / "docs", found["machine"], found["how"], results)
    return 1 if results.failed else 0


def _measure(options: argparse.Namespace) -> dict[str, Any]:
    kinds = [KINDS[name] for name in options.servers or _available(options.peers)]
    with_peers = not all(kind.is_ours for kind in kinds)
    if with_peers and not options.peers:
        sys.exit("A and B need --peers.")
    peers = databases.prepare_peers(options.peers.resolve()) if with_peers else None
    if KINDS["equal"] in kinds:
        databases.prepare_equal()
    if not options.keep:
        if peers:
            report("filling the database of A and B")
            databases.load_peers(peers)
        report("filling Wheelbarrow's database")
        databases.load_ours(like_peers=with_peers)
    databases.migrate()
    databases.collect_static()
    plan = Plan(
        kinds=kinds,
        peers=peers,
        endpoints=[BY_NAME[name] for name in options.only or BY_NAME],
        connections=options.connections,
        rounds=options.rounds,
        seconds=options.seconds,
        memory=options.memory,
        memory_seconds=options.memory_seconds,
    )
    names = {databases.name_of(kind) for kind in kinds}
    for name in names:
        databases.set_again(name)
    run = Run(plan, {name: databases.issue_tokens(name, peers) for name in names})
    try:
        results = run.measure()
    except AnswersDiffer as difference:
        sys.exit(f"Not measured, for the answers differ. {difference}")
    how = {"rounds": plan.rounds, "seconds": plan.seconds, "processes": 2}
    return {"machine": machine.describe(), "how": how, "results": results.as_json()}


def _available(peers: Path | None) -> list[str]:
    """All servers that can be run here."""
    has_granian = (databases.BIN / "granian").exists()
    return [name for name, kind in KINDS.items() if (kind.is_ours or peers) and (name != "granian" or has_granian)]


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(BY_NAME):
        raise argparse.ArgumentTypeError(f"no {', '.join(sorted(unknown))}; there are {', '.join(BY_NAME)}")
    return names


def _servers(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(KINDS):
        raise argparse.ArgumentTypeError(f"no {', '.join(sorted(unknown))}; there are {', '.join(KINDS)}")
    return [name for name in KINDS if name in names]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.http", description=__doc__)
    parser.add_argument("--peers", type=Path, help="the folder of A and B; without it they are not measured")
    parser.add_argument("--servers", type=_servers, help=f"which of {','.join(KINDS)} (all that are installed)")
    parser.add_argument("--only", type=_names, help=f"which of {','.join(BY_NAME)} (all)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2, help="of a point")
    parser.add_argument("--connections", type=lambda text: [int(n) for n in text.split(",")], default=[1, 16, 64])
    parser.add_argument(
        "--keep", action="store_true", help="use the databases of an earlier run, of today or yesterday"
    )
    parser.add_argument("--memory", action=argparse.BooleanOptionalAction, help="on in a full run")
    parser.add_argument("--memory-seconds", type=int, default=180, help="at most, for each server")
    parser.add_argument("--json", type=Path, default=databases.SCRATCH / "http.json", help="where all figures go")
    parser.add_argument("--render", type=Path, metavar="JSON", help="show an earlier run instead of measuring")
    parser.add_argument("--write-docs", action="store_true", help="into docs/performance.md")
    options = parser.parse_args()
    if options.memory is None:
        options.memory = not options.only and options.rounds >= 3
    return options


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
