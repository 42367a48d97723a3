"""What can be wrong with a query, in English: by key what is wrong, and what to do.

The interface has its own sentences under the same keys.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    "too_many_words": (
        "the query has more than {limit} different words and patterns",
        "Take fewer, or search them as plain words",
    ),
    "too_long": ("the query is too long to be read further", "Take fewer words"),
    "too_deep": ("brackets are nested more than {limit} deep", "Take some of them away"),
    "dates_crossed": (
        "no day is both from {first} on and up to {last}",
        "Exchange the two dates, or take one of them away",
    ),
    "range_reversed": (
        "the range ends ({last}) before it begins ({first})",
        "Did you mean: {example}",
    ),
    "no_date": (
        "{text} is no date that can be read",
        "Write it like one of these: {example}",
    ),
    "no_language": (
        "no language is called {name}",
        "Write a code or a name in English or Arabic: {example}",
    ),
    "field_after_field": (
        "{field}: is followed by another field, {other}:",
        "Name one field for each word: {example}",
    ),
    "field_without_word": ("{field}: has no word after it", "Let the colon touch one: {example}"),
    "field_without_value": ("{field}: has no value after it", "Write {example}"),
    "field_with_brackets": ("{field}: takes no brackets", "Write {example}"),
    "field_unknown": (
        "there is no field {field}:",
        "If it is no field, write a space after the colon: {example} — fields: {fields}",
    ),
    "field_misspelt": (
        "there is no field {field}:",
        "Did you mean: {example} — fields: {fields}",
    ),
    "sign_after_field": ("{sign} comes after {field}:", "Write it before the field: {example}"),
    "filter_joined": (
        "{field}: narrows the whole search and can't stand with {operator}",
        "Name what you want, once: {example} — several go with commas",
    ),
    "quotation_empty": (
        "there is no word between {opening} and {closing}",
        "Write words there, like {example}, or take the quotes away",
    ),
    "quotation_unclosed": (
        "the quotation that {opening} opens is never closed",
        "Close it: {example}",
    ),
    "slop_unreadable": (
        "~ after a quotation takes a number of words up to {limit}",
        "Write how many words may be between: {example}",
    ),
    "slop_of_one_word": (
        "~{number} needs two words or more between the quotes",
        'Write "{word}", or {word}~ for words spelled nearly so',
    ),
    "sign_without_word_after": ("{sign} has no word after it", "{example}"),
    "sign_without_word_before": ("{sign} has no word before it", "{example}"),
    "sign_alone": ("{sign} has no word after it", "Let it touch a word: {example}"),
    "star_alone": (
        "* stands without a letter",
        "It stands for letters of a word: iran* finds Iran, Iranian, Iranians",
    ),
    "tilde_alone": (
        "~ has no word or quotation right before it",
        'Let it touch one: Zelensky~ or "drone attack"~5',
    ),
    "tilde_with_wildcard": ("~ doesn't go with * or ?", "Write {plain}~ or {word}"),
    "edits_unreadable": ("~ behind a word takes 1 or 2, not {number}", "Write {word}~ or {word}~2"),
    "not_one_word": (
        "{sign} goes with one word of letters and digits, and {text} is not one",
        "Take a part of it, like iran*, or put it in quotes",
    ),
    "without_haraka": (
        "{field}: asks for words with their marks, and {text} has no haraka",
        "Write a word with the marks that it must have: {example}",
    ),
    "vocalised_pattern": (
        "{field}: asks for words with their marks, and {text} is a pattern",
        "Write a word with the marks that it must have: {example}",
    ),
    "bracket_unopened": (") closes a bracket that was never opened", "{example}"),
    "bracket_unclosed": ("( is never closed", "{example}"),
    "brackets_empty": ("there is nothing between ( and )", "{example}"),
}
