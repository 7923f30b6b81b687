"""The sources, one file for each table or for the tables that belong together."""
