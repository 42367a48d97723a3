"""The learned margins belong to the clitics that there are."""

import pytest

from indexer.language.arabic import stem
from indexer.language.clitics import ENDINGS, PROCLITICS, article_rule, margins
from indexer.language.folding import fold


def test_every_clitic_has_a_margin_and_every_margin_a_clitic():
    rules = {("proclitic", one.text) for one in PROCLITICS}
    rules |= {("ending", one.text) for one in ENDINGS}
    rules |= {("article", article_rule(rest)) for rest in ("فن", "تقى", "كتاب")}
    rules.add(("article", article_rule("كتاب", joined=True)))
    assert margins().keys() == rules


def test_a_rarer_clitic_needs_more_evidence_than_a_common_one():
    assert margins()["proclitic", "ك"] > margins()["proclitic", "و"]
    assert margins()["ending", "ان"] > margins()["ending", "ات"]


@pytest.mark.parametrize(
    ("word", "left"),
    [
        ("وكتاب", 1), ("بكتاب", 1), ("للكتاب", 2), ("وبالكتاب", 4), ("سيقول", 1), ("كلاعب", 1),
        ("وزير", 0), ("بيان", 0), ("لقاء", 0), ("كبير", 0), ("فريق", 0), ("سباق", 0),
    ],
)  # fmt: skip
def test_a_clitic_goes_only_where_the_rest_outweighs_the_whole(word, left):
    assert stem(fold(word)).clitics == left
