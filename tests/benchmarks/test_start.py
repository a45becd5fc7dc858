"""What `manage.py start` takes until it answers, and what a small install takes when it rests.

Processor time, as a multiple of what it takes to load the code: that depends on the machine, the multiple does not.
"""

import os
import re
import resource
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.wheelbarrow.servers import REAL, ask, serving

# 1.3 measured; 2.6 when gunicorn was another program, which loaded everything again.
MOST_LOADS = 1.7
# A server of one process, the scheduler and their parent, as a multiple of the memory of a process that has loaded the
# code: 1.9 measured; 3.5 when each had loaded it.
MOST_MEMORY = 2.3

LOAD = """
import django
django.setup()
from django.urls import get_resolver
get_resolver()._populate()
import re
print(re.search(r"^Pss: +([0-9]+)", open("/proc/self/smaps_rollup").read(), re.M)[1])
"""


def tree(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(descendant for child in children for descendant in tree(int(child)))]


def seconds_of(pid):
    """Return the processor time of a process and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def memory_of(pid):
    return int(re.search(r"^Pss: +(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)[1])


def load():
    """Load the code in a process of its own; return its processor time and its memory."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, **REAL, "DEBUG": "1", "DATABASE_URL": "sqlite:////nowhere/file.sqlite3"}
    done = subprocess.run([sys.executable, "-c", LOAD], cwd=ROOT, env=environment, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, int(done.stdout)


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
class TestStart:
    def test_takes_little_more_than_to_load_the_code(self):
        starts, loads = [], []
        for _round in range(3):
            loads.append(load()[0])
            with serving(WEB_CONCURRENCY="1", DEBUG="1", **REAL) as (server, _port):
                starts.append(sum(map(seconds_of, tree(server.pid))))

        assert statistics.median(starts) < MOST_LOADS * statistics.median(loads)

    def test_shares_the_memory_with_the_scheduler(self):
        with serving(WEB_CONCURRENCY="1", RUN_SCHEDULER="1", DEBUG="1", **REAL) as (server, port):
            server.until_it_prints("A tick every")
            for path in ["/", "/login/", "/api/v1/", "/readyz"] * 50:
                assert ask(port, path)[0] == 200
            processes = tree(server.pid)
            used = sum(map(memory_of, processes))

        assert len(processes) == 4
        assert used < MOST_MEMORY * load()[1]
