"""The directory's statements: rows go in, records come out. One module for each area."""
