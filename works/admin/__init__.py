"""Works, what makes them, and the scheduler in the admin."""

from works.admin import recurring_works, scheduler, works  # noqa: F401  they register their pages
