"""What can stand before and after an Arabic word, and how sure a split has to be.

The letters are grammar; the margins are measured. `data/margins.tsv` is written by
`benchmarks/learn_margins.py`, which says how they are found without a labelled word, and which two
are set by hand all the same. On queries that had no part in it they find as much as margins set
by hand, or slightly more: nDCG@10 of .955 against .954 on XQuAD, .918 against .916 on abstracts.
"""

from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

CliticKind = Literal["proclitic", "ending", "article"]
Margins = dict[tuple[str, str], int]
"""How much more frequent than the whole the rest must be, in the steps of `Lexicon.frequency`."""


class Proclitic(NamedTuple):
    """A particle written at the beginning of a word, or several of them.

    Attributes:
        text: its letters.
        shortest: how many letters must be left.
        sure: whether it may go where neither the whole nor the rest is known.
    """

    text: str
    shortest: int = 3
    sure: bool = False


class Ending(NamedTuple):
    """An ending, and what may stand in its place in the word that it was put on.

    Attributes:
        text: its letters.
        instead: what may stand there; the most frequent word is taken.
        shortest: how many letters that word must have.
    """

    text: str
    instead: tuple[str, ...] = ("",)
    shortest: int = 3


ARTICLE = "ال"
VERB_LETTERS = "يتنا"
"""What may follow the س of the future."""

PROCLITICS = (
    *(Proclitic(text) for text in ("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل")),
    *(Proclitic(text, sure=True) for text in ("لل", "ولل", "فلل")),
    *(Proclitic(text, shortest=4) for text in ("س", "وس", "فس")),
)

_PRONOUNS = ("هما", "ها", "هم", "نا", "كم", "هن")
ENDINGS = (
    # Pronouns; ت before them is the ة of what they were put on.
    *(Ending("ت" + pronoun, ("ه", "ت")) for pronoun in (*_PRONOUNS, "ه", "ي")),
    *(Ending(pronoun) for pronoun in _PRONOUNS),
    # Number
    Ending("يات", ("ي", "يه")),
    Ending("ات", ("ه", "")),
    Ending("تين", ("ه",)),
    Ending("تان", ("ه",)),
    Ending("ون"),
    Ending("ين"),
    Ending("ان", shortest=4),
    Ending("وا", ("", "و")),
    # Gender, or the pronoun ه
    Ending("يه", ("ي",)),
    Ending("ه"),
    # Tanwin; short words in يا are nouns (عليا، دنيا)
    Ending("ءا", ("ء",)),
    Ending("يا", ("ي",), shortest=5),
    Ending("ا"),
    # Nisba: of long bases only; رسمي isn't of رسم, nor رئيسي of رئيس
    Ending("ي", shortest=5),
)


def article_rule(rest: str, joined: bool = False) -> str:
    """Return which margin holds where ال stands before `rest`, alone or behind a particle.

    Words of two letters have their own (الفن is فن, but ألم isn't م), and words that begin with ت:
    the verbs التقى and التزم aren't تقى and تزم.
    """
    if joined:
        return "joined"
    if len(rest) == 2:
        return "two letters"
    return "before ت" if rest[0] == "ت" else "alone"


@cache
def margins() -> Margins:
    """Return the margin of every proclitic, ending and place of the article."""
    table = (files("indexer.language") / "data" / "margins.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {(kind, text): int(margin) for kind, text, margin, *_ in rows}
