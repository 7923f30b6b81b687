"""Theories, one to a file, as pure functions of the world."""
