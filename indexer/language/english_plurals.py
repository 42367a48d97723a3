"""English plurals that Snowball doesn't bring to their singular, and words it takes for others.

It knows no irregular plurals, makes *buse* of buses and *crise* of crises, and gives university the
stem of universe. All lists are of the vocabulary of news.
"""

from functools import cache

_IRREGULAR = """
men man, women woman, children child, feet foot, teeth tooth, geese goose, mice mouse, oxen ox,
wolves wolf, knives knife, wives wife, halves half, loaves loaf, thieves thief, shelves shelf,
calves calf, scarves scarf, elves elf, hooves hoof, midwives midwife, housewives housewife,
criteria criterion, phenomena phenomenon, alumni alumnus, fungi fungus, nuclei nucleus,
bacteria bacterium, curricula curriculum, memoranda memorandum, referenda referendum,
indices index, appendices appendix, matrices matrix, vertices vertex, stimuli stimulus,
radii radius, cacti cactus, syllabi syllabus, strata stratum, errata erratum, dice die,
grandchildren grandchild, schoolchildren schoolchild, stepchildren stepchild
"""
_IN_IS = """
crisis analysis basis thesis hypothesis oasis diagnosis emphasis synthesis parenthesis prognosis
paralysis catharsis nemesis genesis neurosis psychosis axis metamorphosis hydrolysis
"""
_IN_S = """
bus gas virus campus bonus census status lens canvas atlas alias iris plus surplus circus chorus
focus walrus cactus octopus genius minus bias consensus apparatus fetus foetus sinus corpus
radius syllabus stimulus terminus omnibus minibus trolleybus airbus biogas rhinoceros christmas
"""
_MEN = """
abdomen acumen amen bitumen bremen hymen omen ramen regimen semen specimen stamen tiananmen
turkmen yemen
"""
"""Words in -men that are no plurals."""
_APART = """
university universities, authority authorities, emergency emergencies, several,
experiment experiments experimental experimented experimenting, executive executives,
witness witnesses witnessed witnessing, international internationals internationally,
internal internally, important importantly importance, rational rationally, customer customers,
organic organically, united, harness harnesses harnessed harnessing,
israeli israelis, bengali bengalis
"""
"""Words that share a stem with others that mean something else (universe, author, emerge)."""


@cache
def _singulars() -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in _IRREGULAR.split(","):
        plural, singular = pair.split()
        found[plural] = singular
    found.update((f"{word[:-2]}es", word) for word in _IN_IS.split())
    for word in _IN_S.split():
        found[f"{word}es"] = found[f"{word}ses"] = word
    return found


@cache
def _no_plurals() -> frozenset[str]:
    return frozenset(_MEN.split())


@cache
def stems_apart() -> dict[str, str]:
    """Return words that aren't stemmed by rule, with their stems."""
    found: dict[str, str] = {}
    for group in _APART.split(","):
        words = group.split()
        found.update(dict.fromkeys(words, words[0]))
    return found


def singular(word: str) -> str:
    """Return the singular of an irregular plural, any other word as it is.

    Args:
        word: folded, without possessive: policemen gives policeman, buses bus.
    """
    known = _singulars().get(word)
    if known:
        return known
    if word.endswith("men") and len(word) > 5 and word not in _no_plurals():
        return f"{word[:-2]}an"
    return word
