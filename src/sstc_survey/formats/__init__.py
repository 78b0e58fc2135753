"""Files that people write: questionnaires and replies, read within bounds and with every problem at once."""
