"""A panel that is held: its session, the responses of its panellists, and what the board does."""
