"""What all pages of the admin share, and the page of the trash."""

from wheelbarrow.core.admin import deletions  # noqa: F401  registers the trash
