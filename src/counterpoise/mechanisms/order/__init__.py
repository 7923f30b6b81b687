"""Rule-based orders and what they lend to action."""
