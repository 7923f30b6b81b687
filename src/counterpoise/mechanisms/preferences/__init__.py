"""Foreign-policy positions."""
