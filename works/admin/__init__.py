"""Works, what makes them, and the scheduler in the console."""

from works.admin import recurring_works, scheduler, works  # noqa: F401  they register their pages
