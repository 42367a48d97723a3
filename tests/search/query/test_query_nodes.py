"""What queries become: nodes, words, text."""

import sys
from collections.abc import Callable

import pytest

from indexer.language.analyzer import analyze
from indexer.storage.query import Filters, Or, QueryNode, Term
from search.query import ParsedQuery, parse_query
from search.query.leaves import WEIGHTS

Shape = Callable[[QueryNode | None], str]


def word(text: str) -> str:
    """The shape of one word, as the analysis has it."""
    (token,) = analyze(text)
    return f"{token.stem}/{token.folded}"


SHADDA = "كش\u0651اف"
IRAN, RUSSIA, DRONES = word("iran"), word("russia"), word("drones")

TABLE = [
    # words
    ("Iran", IRAN),
    ("Iran Russia drones", f"({IRAN} | {RUSSIA} | {DRONES})"),
    ("Iran, Russia; drones!", f"({IRAN} | {RUSSIA} | {DRONES})"),
    ("إيران، روسيا؛ مسيّرات؟", f"({word('إيران')} | {word('روسيا')} | {word('مسيرات')})"),
    ("iran or russia", f"({IRAN} | {word('or')} | {RUSSIA})"),
    ("إيران و روسيا", f"({word('إيران')} | {word('و')} | {word('روسيا')})"),
    ("AT&T", "(at/at | t/t)"),
    ("1,000 1،000", "(1000/1000 | (1/1 | 000/000))"),
    # phrases
    ('"Tehran Times"', 'exact"tehran times"'),
    ("«علي خامنئي»", 'exact"علي خامنئي"'),
    ("“علي”", "exact:علي"),
    ("»علي«", "exact:علي"),
    ('"drone attack" Iran', f'<exact"drone attack" ; {IRAN}>'),
    ('"drone attack"~5', 'folded"drone attack"~5'),
    ('"drone attack"~٥', 'folded"drone attack"~5'),
    ('"(iran AND -x)"', 'exact"iran and x"'),
    # demands
    ("+Iran drones", f"<{IRAN} ; {DRONES}>"),
    ("+Iran +Russia", f"[{IRAN} & {RUSSIA}]"),
    ("+AT&T", 'stem"at t"'),
    ("Iran -Russia", f"[{IRAN} & !{RUSSIA}]"),
    ("Iran -AT&T", f'[{IRAN} & !stem"at t"]'),
    ("-Iran", f"!{IRAN}"),
    ("Iran AND Russia", f"[{IRAN} & {RUSSIA}]"),
    ("Iran && Russia", f"[{IRAN} & {RUSSIA}]"),
    ("Iran /و/ Russia", f"[{IRAN} & {RUSSIA}]"),
    ("Iran OR Russia", f"({IRAN} | {RUSSIA})"),
    ("Iran || Russia", f"({IRAN} | {RUSSIA})"),
    ("Iran /أو/ Russia", f"({IRAN} | {RUSSIA})"),
    ("Iran /او/ Russia", f"({IRAN} | {RUSSIA})"),
    ("Iran NOT Russia", f"[{IRAN} & !{RUSSIA}]"),
    ("Iran /ليس/ Russia", f"[{IRAN} & !{RUSSIA}]"),
    ("Iran AND NOT Russia", f"[{IRAN} & !{RUSSIA}]"),
    ("Iran AND -Russia", f"[{IRAN} & !{RUSSIA}]"),
    ("Iran AND Russia OR drones", f"([{IRAN} & {RUSSIA}] | {DRONES})"),
    ("drones Iran AND Russia", f"<[{IRAN} & {RUSSIA}] ; {DRONES}>"),
    ("(Iran OR Russia) AND drones", f"[({IRAN} | {RUSSIA}) & {DRONES}]"),
    ("(Iran OR Russia) drones", f"({IRAN} | {RUSSIA} | {DRONES})"),
    ("+(Iran Russia) drones", f"<({IRAN} | {RUSSIA}) ; {DRONES}>"),
    ("Iran -(Russia drones)", f"[{IRAN} & !({RUSSIA} | {DRONES})]"),
    ("(Iran -Russia) OR drones", f"([{IRAN} & !{RUSSIA}] | {DRONES})"),
    ("(Iran)(Russia)", f"({IRAN} | {RUSSIA})"),
    # fields
    ("title:Iran drones", f"<title:{IRAN} ; {DRONES}>"),
    ("عنوان:Iran", f"title:{IRAN}"),
    ("العُنوان:Iran", f"title:{IRAN}"),
    ("body:Iran", f"body:{IRAN}"),
    ('title:"drone attack"', 'title:exact"drone attack"'),
    ("title:(Iran OR Russia)", f"(title:{IRAN} | title:{RUSSIA})"),
    ("title:(Iran Russia)", f"[title:{IRAN} & title:{RUSSIA}]"),
    ("-title:Iran", f"!title:{IRAN}"),
    ("title:F-16", "title:f16/f16"),
    ("source:BBC Iran", f"[{IRAN} & source:bbc/bbc]"),
    ('author:"Vali Kaleji"', 'author:folded"vali kaleji"'),
    ("كاتب:كالجي", f"author:{word('كالجي')}"),
    ("-source:BBC Iran", f"[{IRAN} & !source:bbc/bbc]"),
    # vocalised words
    ("vocalised:عَلِم", "[vocalised:عَلِم & exact:علم]"),
    ('مشكول:"كشّاف"', f"[vocalised:{SHADDA} & exact:كشاف]"),
    ("vocalized:كـشّـاف", f"[vocalised:{SHADDA} & exact:كشاف]"),
    ("-مشكول:عَلِم", "![vocalised:عَلِم & exact:علم]"),
    ("Iran المشكول:عَلِم", f"<[vocalised:عَلِم & exact:علم] ; {IRAN}>"),
    (
        'vocalised:"هو عَلِم"',
        '([title:vocalised:عَلِم & title:exact"هو علم"] | [body:vocalised:عَلِم & body:exact"هو علم"])',
    ),
    (
        'vocalised:"عَلِم هو"~3',
        '([title:vocalised:عَلِم & title:folded"علم هو"~3]'
        ' | [body:vocalised:عَلِم & body:folded"علم هو"~3])',
    ),
    # patterns
    ("iran*", "folded:iran*"),
    ("مُسير*", "(folded:مسير* | stem:مسير*)"),
    ("IRA?i", "folded:ira?i"),
    ("*stan", "folded:*stan"),
    ("title:iran*", "title:folded:iran*"),
    ("Zelensky~", "folded:zelensky~1"),
    ("زيلينسكي~2", f"folded:{analyze('زيلينسكي')[0].folded}~2"),
    # dates that can't be filters
    ("Iran OR after:2024-05", f"({IRAN} | 2024-05-01..)"),
    ("Iran -published:2024", f"[{IRAN} & !2024-01-01..2024-12-31]"),
    # nothing
    ("", "nothing"),
    ("… — !!!", "nothing"),
]


@pytest.mark.parametrize(("query", "expected"), TABLE)
def test_query_becomes_these_nodes(shape: Shape, query: str, expected: str) -> None:
    assert shape(parse_query(query).node) == expected


@pytest.mark.parametrize(
    "literal",
    [
        "F-16", "COVID-19", "3-2", "C++", "C#", "AT&T", "10:30", "١٠:٣٠", "U.S.", "R&D", "don't",
        "vali@example.org", "https://example.org/a?b=c*d:e#-f", "www.example.org/(x)", "1,000.5",
        "example.org/a?b=c", "std::vector", "and/or", "إيران-روسيا", "24/7", "#إيران", "@user",
        "--plain", "mailto:vali@example.org", "http://[::1]:8000/", "x-y-z", "50%", "100~a",
    ],
)  # fmt: skip
def test_word_with_signs_in_it_stays_a_word(literal: str) -> None:
    parsed = parse_query(literal)
    assert parsed.words == (literal,)
    assert parsed.text == literal
    assert not parsed.demanding
    assert parsed.node == parse_query(literal, plain=True).node


@pytest.mark.parametrize("query", ["what?", "what??", "لماذا؟", "?what", "‏؟لماذا"])
def test_question_mark_beside_a_word_is_punctuation(query: str) -> None:
    assert parse_query(query).node == parse_query(query.strip("?؟‏")).node


def test_spelling_as_typed_outranks_other_forms_and_adds_no_match() -> None:
    node = parse_query("مسيّرات").node
    assert isinstance(node, Or)
    stem, folded = node.nodes
    assert isinstance(stem, Term)
    assert isinstance(folded, Term)
    assert (stem.layer, folded.layer) == ("stem", "folded")
    assert 0 < WEIGHTS["folded"] < WEIGHTS["stem"]


@pytest.mark.parametrize(
    ("query", "required"),
    [
        ("Iran Russia", "nothing"),
        ("Iran OR Russia", "nothing"),
        ("Iran Russia~", "nothing"),
        ("Iran after:2024-05 language:ar", "nothing"),
        ("+Iran Russia", IRAN),
        ("Iran -Russia", f"!{RUSSIA}"),
        ('Iran "drone attack"', 'exact"drone attack"'),
        ("drones Iran AND Russia", f"[{IRAN} & {RUSSIA}]"),
        ("source:BBC Iran", "source:bbc/bbc"),
        ('"drone attack" OR Iran', f'(exact"drone attack" | {IRAN})'),
        ("Iran OR -Russia", f"({IRAN} | !{RUSSIA})"),
    ],
)
def test_what_is_demanded_is_apart_from_what_is_wanted(
    shape: Shape, query: str, required: str
) -> None:
    parsed = parse_query(query)
    assert shape(parsed.must) == required
    assert parsed.demanding == (required != "nothing")


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("Did Iran attack?", "Did Iran attack?", ("Did", "Iran", "attack")),
        ("  Iran,  Russia ", "Iran,  Russia", ("Iran", "Russia")),
        ('+Iran -Russia "drone attack"', "Iran drone attack", ("Iran", "drone", "attack")),
        ("Iran NOT (Russia OR drones)", "Iran", ("Iran",)),
        ("title:Iran source:BBC language:ar", "Iran", ("Iran",)),
        ("Zelensky~2 Iran", "Zelensky Iran", ("Zelensky", "Iran")),
        ("مسير* إيران", "إيران", ("مسير*", "إيران")),
        ("مسير*", "مسير", ("مسير*",)),
        ("مشكول:عَلِم إيران", "عَلِم إيران", ("عَلِم", "إيران")),
        ("بعد 20 أيار 2024 إيران", "إيران", ("إيران",)),
        ('و"حماس"', "و حماس", ("و", "حماس")),
        ('"«الحرس» الثوري"', "«الحرس» الثوري", ("«الحرس»", "الثوري")),
        ("-Iran", "", ()),
        ("…", "", ()),
    ],
)
def test_positive_words_are_kept_as_typed(query: str, text: str, words: tuple[str, ...]) -> None:
    parsed = parse_query(query)
    assert (parsed.text, parsed.words) == (text, words)


def test_bidi_marks_of_pasted_text_change_nothing() -> None:
    clean = parse_query('عنوان:إيران AND "روسيا اليوم" -مسيرات')
    pasted = parse_query(
        "\u200fعنوان\u200e:\u200fإيران\u202c AND "
        '\u2067"روسيا اليوم"\u2069 \u200f-\u200fمسيرات\ufeff'
    )
    assert pasted == clean


def test_plain_takes_operators_fields_and_quotes_for_words() -> None:
    parsed = parse_query('(title:iran AND "x* -y after:2024', plain=True)
    assert parsed.words == ("(title:iran", "AND", '"x*', "-y", "after:2024")
    assert parsed.filters == Filters()
    assert (parsed.demanding, parsed.notices) == (False, ())


def test_empty_query_asks_for_nothing() -> None:
    assert parse_query(" \u200f ") == ParsedQuery(None, "", Filters(), ())


def test_words_alone_do_not_load_whoosh_or_the_tables_of_dates_and_languages() -> None:
    import subprocess

    code = (
        "import sys; from search.query import parse_query;"
        "parse_query('Iran, Russia مسيّرات F-16 a@example.org?');"
        "print([m for m in ('whoosh', 'babel', 'hijridate') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("query", ["Iran - Russia", "Iran + Russia"])
def test_lone_sign_between_words_is_read_as_punctuation_and_said_so(query: str) -> None:
    parsed = parse_query(query)
    assert parsed.words == ("Iran", "Russia")
    assert len(parsed.notices) == 1
    assert query[5] in str(parsed.notices[0])


def test_field_name_before_a_space_is_a_word_and_said_so() -> None:
    parsed = parse_query("مصدر: إيران تنفي")
    assert parsed.words == ("مصدر", "إيران", "تنفي")
    assert "مصدر:" in str(parsed.notices[0])
