"""Capability and standing."""
