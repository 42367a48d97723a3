"""Ranking: both retrievers asked, their scores fused and carried across languages, the page cut."""
