"""What all pages of the admin share, and the pages of the trash and of jobs."""

from wheelbarrow.core.admin import deletions, jobs  # noqa: F401  registers their pages
