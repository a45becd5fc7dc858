"""Categories, works, what makes them, labels, kept reports, and the scheduler in the admin."""

from works.admin import (  # noqa: F401  they register their pages
    branches,
    labels,
    recurring_works,
    report_copies,
    scheduler,
    works,
)
