"""The whole database in one file, and back. Each kind of database has a module with `write`, `read` and `replace`."""
