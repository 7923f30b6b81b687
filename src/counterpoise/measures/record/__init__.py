"""The measures on the historical record: sources in, tables and sentences out."""
