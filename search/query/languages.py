"""Languages as people name them: `ar`, `Arabic`, `عربي`, `العربية`, to codes."""

import re
from functools import cache

from indexer.language.folding import fold
from search.query.query_text import QueryText
from search.query.tokens import QueryToken

_CODE = re.compile("[a-z]{2,3}")


def language_codes(query: QueryText, token: QueryToken) -> tuple[str, ...]:
    """Return the ISO 639 codes of the languages that a value names, with commas between them.

    Raises:
        QueryError: no language is called so in English or Arabic.
    """
    names = [part.strip() for part in re.split("[,،]", token.text) if part.strip()]
    return tuple(dict.fromkeys(_code(query, token, name) for name in names))


def _code(query: QueryText, token: QueryToken, name: str) -> str:
    code = _codes().get(_key(name))
    if code is None:
        example = "language:ar, language:English, لغة:عربي"
        raise query.error("no_language", token.start, name=name, example=example)
    return code


@cache
def _codes() -> dict[str, str]:
    """All names of languages in CLDR's English and Arabic, and the codes themselves."""
    from babel import Locale

    locales = [Locale(code) for code in ("en", "ar")]
    names = {
        _key(name): code
        for locale in locales
        for code, name in locale.languages.items()
        if _CODE.fullmatch(code)
    }
    return names | {code: code for code in names.values()}


def _key(name: str) -> str:
    """Fold a name; العربية and عربي, the noun and the adjective, are one."""
    return fold(name).removeprefix("ال").removesuffix("ه")
