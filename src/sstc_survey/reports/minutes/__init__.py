"""The minutes of a session and the approval pages of its panellists, as pages."""
