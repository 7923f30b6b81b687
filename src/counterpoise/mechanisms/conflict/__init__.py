"""Uses of force, escalation, war, and the projects of great powers."""
