"""How runs are kept: labelled arrays on disk, never half written, and tables to take away."""
