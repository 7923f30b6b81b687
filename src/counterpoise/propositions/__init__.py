"""Claims as code: what would show each, and what would refute it."""
