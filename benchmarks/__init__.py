"""What the package's speed is, beside a peer and beside the limit of the processor."""
