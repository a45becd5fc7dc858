#!/usr/bin/env python
"""Run a management command."""

import os
import sys

from wheelbarrow.command_line import run

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wheelbarrow.settings")
    run(sys.argv)
