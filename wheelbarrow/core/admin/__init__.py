"""The admin: what every page shares, and the trash."""

from wheelbarrow.core.admin import deletions  # noqa: F401  registers the trash
