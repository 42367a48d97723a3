"""The query language: from what a reader types to what the storage is asked.

`docs/query-language.md` is its reference. The stages of a query: `query` (bidi marks off),
`lexer` (tokens, every slip refused with its position), `order` (operators and brackets checked),
`grammar` (Whoosh's parser builds the tree), `clauses` (should, must, filter) and `leaves` (words
become analysed nodes).
"""

from search.query.parse import parse_query
from search.query.parsed import ParsedQuery

__all__ = ["ParsedQuery", "parse_query"]
