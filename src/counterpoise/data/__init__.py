"""Evidence: each source as its authors left it, and the tables compiled from it."""
