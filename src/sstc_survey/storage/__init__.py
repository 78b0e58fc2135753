"""Saved responses: durable saves, locks, bounded reading, and the files in a folder."""
