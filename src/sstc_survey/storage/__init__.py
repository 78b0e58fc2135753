"""Keeping responses: durable saves, locks, bounded reading, and what lies in a folder."""
