import pytest

from indexer.language.analyzer import layers


def stem(word):
    return layers(word).stem


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("buses", "bus"),
        ("gases", "gas"),
        ("viruses", "virus"),
        ("crises", "crisis"),
        ("women", "woman"),
        ("policemen", "policeman"),
        ("children", "child"),
        ("wolves", "wolf"),
        ("losses", "loss"),
        ("clashes", "clash"),
        ("witnesses", "witness"),
        ("universities", "university"),
    ],
)
def test_a_plural_has_the_stem_of_its_singular(plural, singular):
    assert stem(plural) == stem(singular)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("university", "universe"),
        ("authority", "author"),
        ("emergency", "emerge"),
        ("international", "internal"),
        ("witness", "wit"),
        ("Hamas", "Hama"),
        ("Emirates", "emir"),
        ("Harris", "Harry"),
        ("Yemen", "Yeman"),
    ],
)
def test_words_that_mean_something_else_have_another_stem(one, other):
    assert stem(one) != stem(other)
