import pytest

from indexer.language.nominal_forms import accusative_and_construct, feminine, whole


@pytest.mark.parametrize(
    ("adjective", "forms"),
    [("صغير", ("صغيرة",)), ("مدني", ("مدنية",)), ("حرة", ()), ("قبل الأخير", ())],
)
def test_the_feminine_is_derived_of_single_words(adjective, forms):
    assert feminine(adjective) == forms


@pytest.mark.parametrize(
    ("noun", "forms"),
    [
        ("لاعب", ("لاعبا", "لاعبو", "لاعبي")),
        ("جندي", ("جنديا",)),
        ("سهم", ()),
        ("وزارة", ()),
        ("سوق الأسهم", ()),
    ],
)
def test_what_stands_in_a_sentence_is_derived(noun, forms):
    assert accusative_and_construct(noun) == forms


def test_a_form_that_lost_its_first_letter_is_not_read_as_one():
    assert whole("لاعبو", "لاعب")
    assert not whole("ديلي", "بديل")
