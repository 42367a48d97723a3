"""What holds for every query, whatever is typed."""

from collections.abc import Callable
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.base.errors import QueryError
from indexer.storage.query import QueryNode
from search.query import parse_query
from search.query.lexer import tokens_of
from search.query.order import MAX_EXAMPLE, check, mended
from search.query.query_text import QueryText

EVERY_TEST = settings(deadline=None, database=None, max_examples=300)

SIGNS = st.sampled_from(
    [*"ab إي\"“«»()+-~*?:.,،&|/1٢@", " AND ", " OR ", " NOT ", " /و/ ", "title:", "لغة:", "after:",
     "published:", "..", "2024-05", " بعد 20 أيار 2024 ", "http://", "\u200f", "\u202b"]
)  # fmt: skip
QUERIES = st.lists(SIGNS, max_size=25).map("".join)
WORDS = ("iran", "russia", "drones", "إيران", "مسيرات")

Matches = Callable[[QueryNode, str], bool]
Tree = str | tuple["Tree", ...]


def trees() -> st.SearchStrategy[Tree]:
    """Boolean expressions: a word, (NOT, x), (AND, x, y, …) or (OR, x, y, …)."""
    return st.recursive(
        st.sampled_from(WORDS),
        lambda inner: st.one_of(
            inner.map(lambda tree: ("NOT", tree)),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: ("AND", *parts)),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: ("OR", *parts)),
        ),
        max_leaves=8,
    )


def written(tree: Tree, top: bool = True) -> str:
    """The expression in the query language, bracketed in full."""
    if isinstance(tree, str):
        return tree
    operator, *parts = tree
    texts = [written(part, top=False) for part in parts]
    text = f"NOT {texts[0]}" if operator == "NOT" else f" {operator} ".join(texts)
    return text if top else f"({text})"


def holds(tree: Tree, present: frozenset[str]) -> bool:
    """Whether the expression is true where these words are present."""
    if isinstance(tree, str):
        return tree in present
    operator, *parts = tree
    values = [holds(part, present) for part in parts]
    return not values[0] if operator == "NOT" else (all if operator == "AND" else any)(values)


def refusal(act: Callable[[], object]) -> QueryError | None:
    """The QueryError that an act raises, if it does."""
    try:
        act()
    except QueryError as error:
        return error
    return None


@EVERY_TEST
@given(st.one_of(st.text(), QUERIES))
def test_any_text_is_read_or_refused_with_a_position_and_never_in_plain(query: str) -> None:
    refused = refusal(lambda: parse_query(query))
    if refused:
        assert 0 <= refused.position <= len(query)
        assert refused.remedy
    plain = parse_query(query, plain=True)
    assert not plain.demanding


@EVERY_TEST
@given(trees())
def test_boolean_expression_matches_exactly_what_it_says(matches: Matches, tree: Tree) -> None:
    node = parse_query(written(tree)).node
    assert node is not None
    for flags in product((False, True), repeat=len(WORDS)):
        present = frozenset(word for word, flag in zip(WORDS, flags, strict=True) if flag)
        assert matches(node, " ".join(sorted(present))) == holds(tree, present)


@EVERY_TEST
@given(trees(), st.sampled_from(WORDS))
def test_answers_that_lack_a_wanted_word_still_meet_what_is_required(
    matches: Matches, tree: Tree, word: str
) -> None:
    parsed = parse_query(f"{word} ({written(tree)})")
    for flags in product((False, True), repeat=len(WORDS)):
        text = " ".join(word for word, flag in zip(WORDS, flags, strict=True) if flag)
        if parsed.node and matches(parsed.node, text) and parsed.must:
            assert matches(parsed.must, text)


@EVERY_TEST
@given(
    st.lists(
        st.tuples(st.sampled_from(["", "+", "-", '"', "title:"]), st.sampled_from(WORDS)),
        min_size=1,
    )
)
def test_every_positive_word_is_among_the_words_and_no_excluded_one(
    parts: list[tuple[str, str]],
) -> None:
    query = " ".join(sign + word + ('"' if sign == '"' else "") for sign, word in parts)
    parsed = parse_query(query)
    assert parsed.words == tuple(word for sign, word in parts if sign != "-")
    assert parsed.text.split() == list(parsed.words)


@EVERY_TEST
@given(st.lists(st.sampled_from(["iran", "russia", "(", ")", " AND ", " OR ", " NOT ", " -", " "])))
def test_query_offered_instead_of_a_disordered_one_is_in_order(parts: list[str]) -> None:
    query = QueryText.of("".join(parts) + " x")
    tokens, _ = tokens_of(query)
    refused = refusal(lambda: check(query, tokens))
    near = mended(query, tokens)
    parse_query(near)
    if refused and len(near) <= MAX_EXAMPLE and "deep" not in refused.what:
        assert near in refused.remedy
