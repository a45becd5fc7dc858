"""The export of an account and the import of it: docs/export-format.md describes the file."""
