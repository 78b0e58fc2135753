"""Data files of responses for other programs, with labels, keys and states."""
