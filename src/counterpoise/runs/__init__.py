"""One way to run: a specification, and what comes of it, for shell, notebook and page alike."""
