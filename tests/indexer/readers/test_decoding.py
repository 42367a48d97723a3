"""Bytes become text only by what is certain: UTF-8, a byte order mark, a declared charset."""

import codecs

import pytest

from indexer.base.errors import PageError
from indexer.readers.decoding import declared_charset, decode

ARABIC = "قال الوزير إن الاتفاق وُقّع في بيروت أمس بحضور السفراء، وأضاف أن التنفيذ يبدأ غداً. " * 5
PAGE = '<html><head><meta charset="{}"><title>t</title></head><body><p>{}</p></body></html>'


def test_utf8_with_and_without_mark():
    assert decode(ARABIC.encode(), "f") == ARABIC
    assert decode(codecs.BOM_UTF8 + ARABIC.encode(), "f") == ARABIC


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding):
    assert decode(ARABIC.encode(encoding), "f") == ARABIC


def test_a_declared_charset_is_used_for_html():
    plain = ARABIC.replace("ُ", "").replace("ّ", "")
    page = PAGE.format("windows-1256", plain)
    assert decode(page.encode("cp1256"), "f", markup=True) == page


def test_valid_utf8_wins_over_a_stale_declaration():
    page = PAGE.format("windows-1256", ARABIC)
    assert decode(page.encode(), "f", markup=True) == page


def test_latin1_is_read_as_browsers_read_it():
    page = PAGE.format("ISO-8859-1", "He said “no”")
    assert "“no”" in decode(page.encode("cp1252"), "f", markup=True)


def test_an_undeclared_charset_is_an_error_that_names_the_byte():
    with pytest.raises(PageError, match="byte 4 is 0x") as caught:
        decode(b"Lead" + "قال الوزير".encode("cp1256"), "news/page.txt")
    assert caught.value.where == "news/page.txt"
    assert "iconv" in caught.value.remedy


def test_bytes_that_are_not_what_the_page_declares_are_an_error():
    page = PAGE.format("utf-8", "broken").encode() + b"\xff\xfe"
    with pytest.raises(PageError, match=f"byte {len(page) - 2}"):
        decode(page, "f", markup=True)


def test_a_text_cut_inside_a_character_is_called_cut_off():
    with pytest.raises(PageError, match="cut off"):
        decode(ARABIC.encode()[:100], "f")


def test_zero_bytes_are_called_binary():
    with pytest.raises(PageError, match=r"binary data .*byte 3\b"):
        decode(b"GIF\x00\x01", "f")


def test_a_broken_utf16_text_is_an_error():
    with pytest.raises(PageError, match="utf-16-le"):
        decode(codecs.BOM_UTF16_LE + b"\x00\xd8a", "f")


@pytest.mark.parametrize(
    ("source", "charset"),
    [
        (b"<meta charset=windows-1256>", "cp1256"),
        (b'<META http-equiv="Content-Type" content="text/html; charset=iso-8859-6">', "iso8859-6"),
        (b'<?xml version="1.0" encoding="windows-1252"?>', "cp1252"),
        (b'<meta charset="no-such-thing">', None),
        (b'<meta charset="utf-16">', None),
        (b"<p>charset=cp1256</p>", None),
    ],
)
def test_declarations(source, charset):
    assert declared_charset(source) == charset
