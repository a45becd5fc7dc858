"""Works, what makes them, labels, kept reports, and the scheduler in the admin."""

from works.admin import labels, recurring_works, report_copies, scheduler, works  # noqa: F401  they register their pages
