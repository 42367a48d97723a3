"""The pipeline: the phases that make an index of pages, and the life of its articles."""
