"""The figures of a report, one concept a file."""
