"""The words of Todoist's dates: one table for each language, and what they have in common."""
