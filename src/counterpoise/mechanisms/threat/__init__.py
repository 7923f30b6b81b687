"""Who looks dangerous to whom, and why."""
