"""A small believable world to look at."""
