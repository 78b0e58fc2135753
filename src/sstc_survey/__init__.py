"""A survey tool for the terminal: questionnaires in YAML, durable answers, honest tallies."""

__version__ = "0.1.0"
