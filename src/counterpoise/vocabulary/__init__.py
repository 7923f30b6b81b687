"""Words and units: what the rest of the package means by its terms."""
