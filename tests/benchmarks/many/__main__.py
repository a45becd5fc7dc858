"""Simulates many accounts on one server and one PostgreSQL: `python -m tests.benchmarks.many --accounts 1000`."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from tests.benchmarks.http import cost, databases, machine
from tests.benchmarks.http.kinds import KINDS
from tests.benchmarks.http.servers import running
from tests.benchmarks.http.terminal import alone, report
from tests.benchmarks.many import table, watch
from tests.benchmarks.many.mix import count_accounts, read_mix
from tests.benchmarks.many.run import PARTS, Plan, measure

HERE = Path(__file__).parent
SIZES = """
SELECT relname, pg_total_relation_size(relid) AS size FROM pg_stat_user_tables ORDER BY size DESC LIMIT 10"""


def main() -> int:
    """0 when every request was answered at the fixed rate, else 1."""
    options = _options()
    # Ends the server as Ctrl+C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with alone():
        found = _simulate(options)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(found, indent=1))
    print(table.render(found))
    return 1 if any(part["bad"] for part in found["parts"] if part["name"] != "growing") else 0


def _simulate(options: argparse.Namespace) -> dict[str, Any]:
    if options.keep:
        databases.migrate()
    else:
        report(f"filling {databases.OURS} with {options.accounts} accounts")
        databases.fill(HERE / "seed.sql", at=datetime.now(UTC), accounts=options.accounts)
    plan = Plan(
        parts=options.only,
        rate=options.rate,
        seconds=options.seconds,
        rates=options.rates,
        step_seconds=options.step_seconds,
        processes=options.processes,
        schedulers=options.schedulers,
        batch=options.batch,
    )
    accounts, sizes = count_accounts(), _sizes()
    report("issuing tokens")
    tokens = databases.issue_tokens(databases.OURS, None, accounts)
    counts = watch.begin_statements()
    load_before = os.getloadavg()[0]
    with running(KINDS["W"], None, tokens=tokens, processes=plan.processes) as server:
        parts = measure(plan, server, read_mix(options.seed))
        memory = round(cost.pss(server.pid))
    return {
        "machine": {**machine.describe(), "Load before": f"{load_before:.1f}"},
        "how": {"accounts": accounts, **asdict(plan)},
        "sizes": sizes,
        "memory": memory,
        "parts": [asdict(part) for part in parts],
        "statements": watch.read_statements() if counts else [],
        "first": parts[-1].first(plan.processes) if parts[-1].gave_way else "nothing up to the last rate",
    }


def _sizes() -> dict[str, int]:
    """Bytes of the largest tables with their indexes."""
    with psycopg.connect(databases.dsn(databases.OURS)) as connection:
        return dict(connection.execute(SIZES).fetchall())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.many", description=__doc__)
    parser.add_argument("--accounts", type=int, default=1000)
    parser.add_argument("--keep", action="store_true", help="use the accounts of an earlier run")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="which parts (all)")
    parser.add_argument("--rate", type=float, default=100, help="requests/s")
    parser.add_argument("--seconds", type=float, default=60, help="of a part at this rate")
    parser.add_argument(
        "--rates",
        type=lambda text: [float(rate) for rate in text.split(",")],
        default=[100, 150, 200, 300, 400, 600, 800],
        help="requests/s of the part that grows, until a rate is too much",
    )
    parser.add_argument("--step-seconds", type=float, default=15, help="of each of these")
    parser.add_argument("--processes", type=int, default=2, help="of the server")
    parser.add_argument("--schedulers", type=int, default=1)
    parser.add_argument("--batch", type=int, help="rules that a scheduler settles in one transaction (its own default)")
    parser.add_argument("--seed", type=int, default=1, help="of the random choices")
    parser.add_argument("--json", type=Path, default=databases.SCRATCH / "many.json", help="where all figures go")
    return parser.parse_args()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
