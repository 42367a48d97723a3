from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article
from indexer.pipeline.passages import cut

SENTENCES = "The first sentence is here. " * 30


def article(body, title="Headline"):
    return Article(id="1", title=title, body=body)


def test_a_short_article_is_one_passage_with_its_title():
    (passage,) = cut(article("Two drones were seen. None fell."), words=50, limit=3)
    assert passage.text == "Headline\nTwo drones were seen. None fell."
    assert (passage.number, passage.start, passage.end) == (0, 0, 32)


def test_a_long_article_is_cut_between_sentences():
    passages = cut(article(SENTENCES), words=50, limit=10)
    assert len(passages) == 3
    assert all(passage.text.endswith("here.") for passage in passages)


def test_arabic_question_marks_and_line_ends_end_sentences():
    body = "هل سقطت المسيّرة؟ نعم سقطت\nوقال الشهود إنها احترقت."
    passages = cut(article(body, ""), words=3, limit=10)
    assert [p.text for p in passages[:2]] == ["هل سقطت المسيّرة؟", "نعم سقطت"]


def test_a_number_with_a_point_does_not_end_a_sentence():
    (first, *_) = cut(article("A rise of 3.5 per cent was seen. Then it fell."), words=8, limit=9)
    assert first.text.endswith("seen.")


def test_the_lead_is_the_first_passage():
    everything = cut(article(SENTENCES), words=50, limit=10)
    assert cut(article(SENTENCES), words=50, limit=1) == everything[:1]


def test_an_article_without_a_body_is_its_title():
    (passage,) = cut(article(""), words=50, limit=3)
    assert passage.text.strip() == "Headline"


def test_a_sentence_longer_than_a_passage_is_cut_between_words():
    passages = cut(article("word " * 100), words=30, limit=10)
    assert all(len(p.text.split()) <= 1 + 30 * 1.25 for p in passages)


@given(st.text(alphabet="ab .\n؟كت", max_size=300), st.integers(1, 20))
def test_no_word_is_lost_or_doubled(body, words):
    passages = cut(article(body, ""), words=words, limit=10_000)
    assert " ".join(body[p.start : p.end] for p in passages).split() == body.split()
