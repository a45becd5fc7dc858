"""Imports: read a file, plan what becomes of its records, and write that in one act."""
