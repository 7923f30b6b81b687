"""Many histories at once, and what differs between them."""
