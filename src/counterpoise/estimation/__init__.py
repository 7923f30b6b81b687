"""Fitting on evidence the same equations that are simulated."""
