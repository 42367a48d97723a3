"""Wrong decodings are undone and told; right ones, in any language, are left alone."""

import ftfy.bad_codecs  # noqa: F401 - registers sloppy-windows-1252
import pytest

from indexer.article import Article, RawPage
from indexer.extraction.mojibake import (
    CP1256,
    ISO_8859_6,
    NO_LANGUAGE,
    REPLACED,
    TWICE,
    doubts,
    repaired,
)
from indexer.pipeline.run import index_archive

ARABIC = "أعلنت وزارة الخارجية اليوم أن المفاوضات مستمرة في فيينا على الرغم من الخلاف"
FRENCH = "Les élèves étaient à Montréal où l'été était très froid, et les forêts brûlées"
BROWSERS = "sloppy-windows-1252"


def read(text, **fields):
    page, assumed = repaired(RawPage("here", "here", text, fields=fields))
    return page, assumed


@pytest.mark.parametrize("latin", [BROWSERS, "latin-1"])
@pytest.mark.parametrize("text", [ARABIC, f"A headline\n\n“Quoted” – café\n{ARABIC}"])
def test_utf8_that_was_encoded_twice_is_undone(text, latin):
    page, assumed = read(text.encode().decode(latin))
    assert page.text == text
    assert assumed == (TWICE,)


@pytest.mark.parametrize(("encoding", "told"), [("cp1256", CP1256), ("iso8859-6", ISO_8859_6)])
def test_arabic_that_was_taken_for_latin_is_undone(encoding, told):
    page, assumed = read(ARABIC.encode(encoding).decode(BROWSERS))
    assert page.text == ARABIC
    assert assumed == (told,)


def test_the_markup_around_it_is_no_reason_for_latin():
    wrong = ARABIC.encode("cp1256").decode(BROWSERS)
    page, assumed = read(f"<html><head>{'<meta name=a content=b>' * 500}</head><p>{wrong}</p>")
    assert ARABIC in page.text
    assert assumed == (CP1256,)


def test_fields_are_undone_likewise():
    page, assumed = read("", title=ARABIC.encode().decode(BROWSERS), author="Zoë Ünal")
    assert page.fields == {"title": ARABIC, "author": "Zoë Ünal"}
    assert assumed == (TWICE,)


@pytest.mark.parametrize(
    "text",
    [
        ARABIC, FRENCH, "", "plain", "ÉLÈVES À L'ÉTÉ", "Straße über Österreich, Größe, ÄÖÜ",
        "Às três horas são João não há ações", "Ñandú, Español, año", "İstanbul’da çocuk ağ",
        "Ðoković, Þór, Öræfajökull", "한국어 русский", "Ø is a letter of Danish: Østerbro, Århus",
    ],
)  # fmt: skip
def test_right_text_is_left_alone(text):
    assert read(text) == (RawPage("here", "here", text), ())


def test_accents_in_no_language_are_doubtful():
    assert doubts(Article("a", "", "ÇáÍßæãÉ ÊÚáä ÇáÍÑÈ " * 20, language="und")) == (NO_LANGUAGE,)
    assert doubts(Article("a", "", FRENCH, language="fr")) == ()
    assert read("lost \ufffd letters")[1] == (REPLACED,)
    assert read("", title="lost \ufffd")[1] == (REPLACED,)


def test_the_report_names_what_was_assumed(settings, tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    head = b"<html><head><meta charset=iso-8859-1><title>x</title></head><body><h1>"
    text = ARABIC.encode("cp1256")
    page = head + text + b"</h1><p>" + (text + b". ") * 5 + b"</p></body></html>"
    (folder / "a.html").write_bytes(page)
    report = index_archive([folder], settings, vectors=False)
    assert report.indexed == 1
    (doubt,) = report.doubtful
    assert doubt.where.endswith("a.html")
    assert doubt.what == CP1256
    assert report.as_record()["doubtful_total"] == 1
