"""The shell: builds a run from what is typed, and calls it."""
