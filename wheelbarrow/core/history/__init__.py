"""The change log: every write to a person's rows is recorded once, and is read as history, undone and synchronised."""
