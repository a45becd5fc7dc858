"""Categories, works, what makes them, labels, kept reports, imports, and the scheduler in the admin."""

from works.admin import (  # noqa: F401  they register their pages
    branches,
    imports,
    labels,
    recurring_works,
    report_copies,
    scheduler,
    works,
)
