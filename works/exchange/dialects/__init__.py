"""Dialects: how other tools write days and recurrence rules. Pure: text or fields in, days and rules out."""
