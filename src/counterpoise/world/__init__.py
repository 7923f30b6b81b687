"""The international system at a year's bound: states, dyads, orders, and last year's acts."""
