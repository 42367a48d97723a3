from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from indexer.storage.query import Filters
from web.parameters import MAX_QUERY, ParameterError, Parameters, flag, number, read_language_boost


def read(*pairs):
    return Parameters.read(MultiDict(pairs))


def asked(*pairs, limit=10, offset=0):
    return read(*pairs).request(limit, offset, day_first=True)


def test_a_url_is_read_whole():
    request = asked(
        ("q", " سعر  النفط "), ("mode", "lexical"), ("language", "ar"), ("language", "en"),
        ("source", "المنارة"), ("author", "A B"), ("category", "c"), ("plain", "1"),
        ("after", "2023-01-01"), ("before", "2024-02-03"), ("language_boost", "-1.5"),
        ("explain", "1"), limit=7, offset=14,
    )  # fmt: skip
    assert request.query == "سعر  النفط"
    assert (request.mode, request.plain, request.limit, request.offset) == ("lexical", True, 7, 14)
    assert (request.language_boost, request.explain) == (-1.5, True)
    assert request.filters == Filters(
        ("ar", "en"), ("المنارة",), ("A B",), ("c",), date(2023, 1, 1), date(2024, 2, 3)
    )


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("20 أيار 2024", date(2024, 5, 20), date(2024, 5, 20)),
        ("May 2024", date(2024, 5, 1), date(2024, 5, 31)),
        ("شباط ٢٠٢٤", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_dates_are_read_as_people_write_them(text, first, last):
    assert asked(("q", "x"), ("after", text)).filters.first == first
    assert asked(("q", "x"), ("before", text)).filters.last == last


def test_writing_drops_defaults_and_empty_values_and_reads_back_the_same():
    parameters = read(("q", "x"), ("mode", "hybrid"), ("after", ""), ("page", "1"), ("source", "s"),
                      ("language_boost", "0"), ("explain", "0"))  # fmt: skip
    assert parameters.written() == {"q": "x", "source": ["s"]}
    assert parameters.written(page="2", source=()) == {"q": "x", "page": "2"}
    full = read(
        ("q", "x"), ("mode", "dense"), ("language", "ar"), ("before", "2024"),
        ("language_boost", "1.5"), ("explain", "1"),
    )  # fmt: skip
    pairs = [
        (name, value)
        for name, values in full.written().items()
        for value in (values if isinstance(values, list) else [values])
    ]
    assert read(*pairs) == full


@pytest.mark.parametrize(
    ("pair", "named", "allowed"),
    [
        (("mode", "fuzzy"), "mode", "lexical, dense, hybrid"),
        (("language", "Arabic"), "language", "ar or en"),
        (("after", "someday"), "after", "2024-05-21"),
        (("before", "31/02/2024"), "before", "2024-05-21"),
        (("plain", "perhaps"), "plain", "1 or 0"),
        (("explain", "all"), "explain", "1 or 0"),
        (
            ("language_boost", "more"),
            "language_boost",
            "from -3 (mostly the query's language) to 3",
        ),
        (("q", "x" * (MAX_QUERY + 1)), "q", str(MAX_QUERY)),
    ],
)
def test_a_bad_value_is_named_with_what_can_be_taken(pair, named, allowed):
    with pytest.raises(ParameterError) as error:
        asked(("q", "x"), pair) if pair[0] != "q" else asked(pair)
    assert error.value.parameter == named
    assert allowed in error.value.remedy


def test_dates_that_leave_no_day_are_refused():
    with pytest.raises(ParameterError, match="no day"):
        asked(("after", "2024"), ("before", "2023"))


def test_hits_beyond_the_reachable_depth_are_refused():
    with pytest.raises(ParameterError, match="10000"):
        asked(("q", "x"), limit=10, offset=9_991)
    assert asked(("q", "x"), limit=10, offset=9_990).offset == 9_990


def test_numbers_are_read_in_any_digits_and_kept_within_bounds():
    assert number("page", "", 3, 1, 9) == 3
    assert number("page", "٧", 1, 1, 9) == 7
    for bad in ("0", "10", "-1", "1.5", "two", "9" * 30, "²"):
        with pytest.raises(ParameterError):
            number("page", bad, 1, 1, 9)


@pytest.mark.parametrize(
    ("written", "language_boost"),
    [("", 0.0), ("0", 0.0), ("1.5", 1.5), ("-3", -3.0), ("+3", 3.0), (".5", 0.5), ("1,5", 1.5),
     ("١٫٥", 1.5), ("−٢", -2.0), ("\u200e-۱", -1.0)],
)  # fmt: skip
def test_a_language_boost_is_read_in_any_digits(written, language_boost):
    assert read_language_boost(written) == language_boost


@pytest.mark.parametrize("written", ["3.01", "-4", "nan", "inf", "1e0", "1_0", ".", "-", "²", "x"])
def test_a_language_boost_out_of_bounds_or_no_number_is_refused(written):
    with pytest.raises(ParameterError) as error:
        read_language_boost(written)
    assert (error.value.parameter, error.value.value) == ("language_boost", written)


def test_flags_are_yes_or_no():
    assert flag("plain", "TRUE")
    assert not flag("plain", "")
    with pytest.raises(ParameterError):
        flag("plain", "2")
