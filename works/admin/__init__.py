"""Categories, works, what makes them, labels, and the scheduler in the admin."""

from works.admin import branches, labels, recurring_works, scheduler, works  # noqa: F401  they register their pages
