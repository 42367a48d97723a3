"""The embedded backend: SQLite for the articles, a keyword engine, and vectors in plain files."""
