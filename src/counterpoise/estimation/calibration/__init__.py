"""Calibration by simulation: parameters without a likelihood, from moments of histories."""
