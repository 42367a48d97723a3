"""What Arabic stemming knows of single words: function words, names with their nisbas, plurals."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from indexer.language.folding import fold
from indexer.language.gazetteer import names

# Words of closed classes that look inflected: prepositions with and without pronouns, relatives,
# particles, the tens. They are never taken apart.
_FUNCTION_WORDS = """
الله الذي التي الذين اللذان اللذين اللتان اللتين اللاتي اللواتي إلى إلا ألا الآن أن إن كان كانت
كما كلما لكن لكنه لكنها لأن لأنه لأنها لماذا لذلك كذلك هكذا هذا هذه هذان هذين هؤلاء أولئك ذلك تلك
هنا هناك عند عندما بين بينما بينها بينهم بعد بعدما بعض قبل حين حينما أين كيف أمام خلال حول نحو ضد
دون بدون منذ حتى سوى غير على عليه عليها عليهم علينا في فيه فيها فيهم من منه منها منهم عن عنه عنها
عنهم مع معه معها معهم له لها لهم لنا به بها بهم بنا إليه إليها إليهم لديه لديها لديهم أيضا جدا فقط
وفق وفقا فقد قد لقد سوف هو هي هم هن هما نحن أنا أنت كل كلا كلتا أي أية أحد إحدى واحد واحدة اثنان
اثنين مئة مائة ألف آلاف عشرون عشرين ثلاثون ثلاثين أربعون أربعين خمسون خمسين ستون ستين سبعون سبعين
ثمانون ثمانين تسعون تسعين مليون مليونا ملايين بليون تريليون ليس ليست لدى ولا وما ولم ولن فلا وهو
وهي وهم وأن وإن فإن بأن بما مما فيما لما لم لن لا ما لو لولا إذا إذ إذن ربما مثل مثلا أول أولى
وكالة والي
"""
_ATTACHED = {"لله": 0, "والله": 1, "بالله": 1, "فالله": 1, "تالله": 1, "ولله": 1}
_NISBA_ENDINGS = ("ي", "يه", "يون", "يين", "يات", "يان", "يتان", "يتين", "ييه")


@cache
def function_words() -> frozenset[str]:
    """Return the folded words that are never taken apart."""
    return frozenset(map(fold, _FUNCTION_WORDS.split()))


@cache
def written_function_words() -> frozenset[str]:
    """Return the function words that end in ى: spelt with it they aren't the name (على, علي)."""
    return frozenset(word for word in _FUNCTION_WORDS.split() if word.endswith("ى"))


def attached_allah(word: str) -> int | None:
    """Return how many letters stand before الله in لله and its kin; None for other words."""
    return _ATTACHED.get(word)


@cache
def known_names() -> dict[str, str]:
    """Return folded names of one word, their spellings and nisbas, without article: to one form.

    إيراني and إيرانية lead to ايران, أميركا and أمريكي to امريكا, جوجل to غوغل.
    """
    found: dict[str, str] = {}
    for name in names():
        # The article goes before folding: the أل of ألمانيا is none.
        bare = [
            fold(without_article(variant)) for variant in name.arabic if fold(variant).isalpha()
        ]
        for written in bare:
            found.setdefault(written, found.get(bare[0], bare[0]))
        if name.is_place:
            for derived in nisbas(bare):
                found.setdefault(derived, found[bare[0]])
    return found


def without_article(name: str) -> str:
    """Return an Arabic name without the ال that it begins with."""
    return name[2:] if name.startswith("ال") and len(name) > 4 else name


def nisbas(bare: list[str]) -> Iterator[str]:
    """Give the nisba forms of a place: of روسيا, روسي and روسيه; of نمسا, نمسي and نمساوي.

    A short base (جدة, مكة) would claim common words (جدي), as would مالي, so they get none.
    """
    for written in bare:
        base = written[:-2] if written.endswith(("يا", "يه")) else written
        base = base[:-1] if base.endswith(("ا", "ه")) else base
        bases = [base] if len(base) > 2 and not written.endswith("ي") else []
        if written.endswith("ا"):
            bases.append(written + "و")
        for each in bases:
            yield from (each + ending for ending in _NISBA_ENDINGS)


@cache
def singulars() -> dict[str, str]:
    """Return broken plurals and the singulars they lead to, both folded.

    The list is our own. It holds 93 % (s.e. 3) of the broken plurals in running news, and some that
    are rarer; those that are also another frequent word are left out on purpose.
    """
    table = (files("indexer.language") / "data" / "broken_plurals.tsv").read_text(encoding="utf-8")
    found = {}
    for line in table.splitlines():
        if not line.startswith("#"):
            singular, plurals = line.split("\t")
            for plural in plurals.split("|"):
                found[fold(plural)] = fold(singular)
    return found
