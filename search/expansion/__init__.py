"""Expansion: what else a query's words are searched by."""
