"""The period report: what a span of days came to, project by project."""
