"""Quick add: one line of text becomes the fields of a work. Nothing here needs a database; docs/quick-add.md describes what is read."""
