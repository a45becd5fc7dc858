"""What can be done to a work."""
