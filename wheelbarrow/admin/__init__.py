"""The console: what every page shares, and the trash."""

from wheelbarrow.admin import deletions  # noqa: F401  registers the trash
