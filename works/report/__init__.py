"""The period report: the works of a period, by project."""
