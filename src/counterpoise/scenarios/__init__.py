"""Scenarios: where a run starts, what is prescribed in each of its arms, and what is compared."""
