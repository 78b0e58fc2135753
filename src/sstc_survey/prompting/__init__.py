"""Ways to put the questions, and the one loop that all of them share."""
