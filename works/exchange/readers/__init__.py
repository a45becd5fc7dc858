"""Readers: one module for each tool that people leave. Pure: the bytes of a file in, the common form out."""
