"""What is reported: the same function on a simulated and on an observed world."""
