"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.http import databases


def describe() -> dict[str, str]:
    """In words: processor, cores, memory, versions, day."""
    model = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    kilobytes = re.search(r"^MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text(), re.MULTILINE)
    return {
        "Processor": model[1] if model else platform.machine(),
        "Cores": str(os.cpu_count()),
        "Memory": f"{int(kilobytes[1]) / 1024**2:.0f} GiB" if kilobytes else "unknown",
        "Python": platform.python_version(),
        "Django": version("django"),
        "DRF": version("djangorestframework"),
        "PostgreSQL": databases.server_version(),
        "Day": datetime.now(UTC).date().isoformat(),
    }
