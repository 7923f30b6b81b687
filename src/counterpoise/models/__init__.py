"""Assemblies of mechanisms, and how a world is carried through the years."""
