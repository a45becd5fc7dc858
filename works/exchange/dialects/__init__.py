"""How other tools write that a task repeats: text or fields in, a repetition out."""
