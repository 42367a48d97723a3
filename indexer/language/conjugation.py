"""The forms of an Arabic verb that news writes most, derived from its lemma, unvocalised.

The lemma is the third person of the past. The derivation is that of the grammar: the prefixes of
the present replace the alif of the derived forms, hollow verbs change their middle letter, those
that begin with و lose it. Where the lemma doesn't tell (زار, يزور but سار, يسير) the usual letter
is taken, and the commonest exceptions are listed.
"""

_SHORTEST = 3
_MIDDLE_YEH = frozenset(
    [
        "باع",
        "عاش",
        "سار",
        "زاد",
        "غاب",
        "ضاع",
        "صار",
        "مال",
        "بات",
        "ضاق",
        "فاض",
        "طار",
        "ساد",
        "قاس",
        "كاد",
        "شاع",
        "ذاع",
    ]
)
"""Hollow verbs of form I whose middle letter is ي."""
_MIDDLE_ALEF = frozenset(["نال", "خاف", "نام", "شاء", "هاب", "حار"])


def conjugated(past: str) -> tuple[str, ...]:
    """Return the third person feminine of the past and the masculine of the present.

    Where three letters begin with a hamza, it may be either form's: أخذ, يأخذ but أكد, يؤكد.

    Args:
        past: the lemma; of an expression nothing is derived.
    """
    present = _present_stem(past)
    if not present:
        return ()
    doubled = (f"يؤ{past[1:]}",) if past[0] == "أ" and len(past) == _SHORTEST else ()
    return (_feminine(past), f"ي{present}", *doubled)


def other_persons(past: str) -> tuple[str, ...]:
    """Return further persons of the present, which look like other words more often.

    The third person feminine, that of many men, and the first persons: يعاني gives تعاني, يعانون,
    أعاني, نعاني.
    """
    present = _present_stem(past)
    if not present:
        return ()
    strong = present[:-1] if present[-1] in "ىايو" else present
    return (f"ت{present}", f"ي{strong}ون", f"أ{present}", f"ن{present}")


def _feminine(past: str) -> str:
    return f"{past[:-1]}ت" if past[-1] in "ىا" else f"{past}ت"


def _present_stem(past: str) -> str:
    """Return the present without its prefix; empty where none is derived."""
    if " " in past or len(past) < _SHORTEST:
        return ""
    if len(past) == _SHORTEST:
        return _present_of_form_one(past)
    if past.startswith("است"):
        rest = past[3:]
        hollow = len(rest) == _SHORTEST and rest[1] == "ا"
        return f"ست{rest[0]}ي{rest[2]}" if hollow else past[1:]
    if past[0] == "أ":
        rest = past[1:]
        hollow = len(rest) == _SHORTEST and rest[1] == "ا"
        return f"{rest[0]}ي{rest[2]}" if hollow else rest
    return past[1:] if past[0] == "ا" else past


def _present_of_form_one(past: str) -> str:
    first, middle, last = past[0], past[1], past[2]
    if middle == "ا" and past not in _MIDDLE_ALEF:
        return f"{first}{'ي' if past in _MIDDLE_YEH else 'و'}{last}"
    if last == "ا":
        return f"{first}{middle}و"
    if first == "أ":
        return past
    return past[1:] if first == "و" else past
