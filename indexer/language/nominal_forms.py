"""The forms of an Arabic noun or adjective that its stem isn't always found in, unvocalised.

The stemmer takes endings off only where news attests the word without them, and a feminine that is
commoner than its masculine (طويلة, طويل) stays apart from it.
"""

_SHORTEST = 4  # letters; of shorter words the derived forms are other words: سهم, سهمي
_SHORTEST_BEGINNING = 3
_NOT_EXTENDED = "ةاىءوه"


def whole(form: str, lemma: str) -> bool:
    """Tell whether a derived form is read as one: of بديلي the analysis takes ب for a preposition.

    Args:
        form: the derived form's stem.
        lemma: the lemma, folded.
    """
    return form[:_SHORTEST_BEGINNING] == lemma[:_SHORTEST_BEGINNING]


def feminine(adjective: str) -> tuple[str, ...]:
    """Return the feminine of an adjective: صغير gives صغيرة.

    Args:
        adjective: the lemma; of an expression, or one that ends otherwise, nothing is derived.
    """
    derived = _is_word(adjective) and adjective[-1] not in _NOT_EXTENDED
    return (f"{adjective}ة",) if derived else ()


def accusative_and_construct(noun: str) -> tuple[str, ...]:
    """Return what stands in a sentence for جندي or لاعب: جنديا, لاعبو, لاعبي.

    They look like other words more often than the lemma does.
    """
    if not _is_word(noun) or len(noun) < _SHORTEST or noun[-1] in _NOT_EXTENDED:
        return ()
    return (f"{noun}ا",) if noun[-1] == "ي" else (f"{noun}ا", f"{noun}و", f"{noun}ي")


def _is_word(form: str) -> bool:
    return len(form) > 1 and " " not in form
