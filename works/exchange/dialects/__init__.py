"""Dialects: how other tools write that something repeats. Pure: their text or fields in, a rule out."""
