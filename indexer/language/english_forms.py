"""The forms of an English word that its stem isn't that of: comparatives, the other spelling.

They are made by rule and may be no words at all: they lead to a word, and are never searched.
"""

_LONGEST_COMPARED = 7  # letters; longer adjectives are compared by more and most
_VOWELS = frozenset("aeiou")
_SPELLINGS = (
    ("iz", "is"), ("yz", "ys"), ("or", "our"), ("ter", "tre"), ("ense", "ence"), ("ll", "l"),
    ("gram", "gramme"), ("og", "ogue"),
)  # fmt: skip
"""American and British: organize, analyze, color, center, defense, fulfill, program, catalog."""


def comparatives(adjective: str) -> tuple[str, ...]:
    """Return comparative and superlative of a short adjective: big gives bigger, biggest."""
    if len(adjective) > _LONGEST_COMPARED or len(adjective) < 3 or not adjective.isalpha():
        return ()
    last, before, first = adjective[-1], adjective[-2], adjective[-3]
    if last == "e":
        stem = adjective[:-1]
    elif last == "y" and before not in _VOWELS:
        stem = f"{adjective[:-1]}i"
    elif last not in "wxy" and last not in _VOWELS and before in _VOWELS and first not in _VOWELS:
        stem = adjective + last
    else:
        stem = adjective
    return (f"{stem}er", f"{stem}est")


def other_spellings(word: str) -> tuple[str, ...]:
    """Return how a word may be spelt on the other side of the Atlantic.

    Args:
        word: a lemma; of expressions nothing is made.
    """
    if not word.isalpha():
        return ()
    pairs = (*_SPELLINGS, *((british, american) for american, british in _SPELLINGS))
    return tuple(
        head + there + tail
        for here, there in pairs
        for head, found, tail in [word.rpartition(here)]
        if found and head
    )
