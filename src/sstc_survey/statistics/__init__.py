"""Statistics of counts and numbers: pure, and without what is not needed for each of them."""
