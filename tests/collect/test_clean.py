"""HTML to text, and any text to well-behaved text."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.collect.clean import MAX_MARKUP, is_markup, to_line, to_text
from jobs.collect.tidy import MAX_TEXT, shorten, tidy, tidy_line
from tests.growth import is_linear_in


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<p>een<br>twee</p><p>drie</p>", "een\ntwee\ndrie"),
        ("<div>een</div><div>twee</div>", "een\ntwee"),
        ("een<ul><li>twee<li>drie</ul>", "een\ntwee\ndrie"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("a\n  b <b>c</b>d", "a b cd"),
        ("<p>a\n  b <b>c</b>d</p>", "a b cd"),
        ("<script>x()</script><style>p{}</style>ja<template>y</template>", "ja"),
        ("ja<!-- neen --><![CDATA[neen]]>", "ja"),
        ("<blockquote>wat jan zei</blockquote>neen", "neen"),
        ('<div class="bbcode_quote">oud</div>nieuw<p class="signature sig">groeten</p>', "nieuw"),
        ('zie <a href="https://example.org">hier</a>', "zie hier"),
        ('<span style="display: none">verborgen</span>zichtbaar<i hidden>x</i>', "zichtbaar"),
        ('<a class="u-url mention" href="/@jan">@<span>jan</span></a> ja', "@jan ja"),
        ('<a class="mention" href="/u/1">Jan Peeters</a> ja', "@Jan_Peeters ja"),
        ('<a class="mention"> </a>ja', "ja"),
        ('goed <img class="emoji" alt="👍" src="x"><img alt="foto" src="y">', "goed 👍"),
        ("ik <3 heidebeek & a < b", "ik <3 heidebeek & a < b"),
        ("Jan &amp; An &lt;b&gt;", "Jan & An <b>"),
        ("<title>kop</title><p>tekst", "tekst"),
    ],
)
def test_what_a_reader_sees_is_what_is_kept(raw: str, text: str) -> None:
    assert to_text(raw).text == text


def test_a_title_is_one_line() -> None:
    assert to_line("<h1>De\nlampen</h1><p>uit</p>").text == "De lampen uit"
    assert len(to_line("woord " * 100).text) <= 300


def test_only_tags_make_markup() -> None:
    assert is_markup("<p>")
    assert is_markup("</p>")
    assert is_markup("a <!-- b")
    assert not is_markup("<3 a < b > c")


@pytest.mark.parametrize(
    ("raw", "text", "cleaned"),
    [
        ("gewoon", "gewoon", False),
        ("e\u0301e\u0301n", "één", False),
        ("a\u00a0 \u2003b\t c", "a b c", False),
        ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne", False),
        ("a\n\n\n\n\nb", "a\n\nb", False),
        ("a \n b", "a\nb", False),
        ("soft\u00adhy\ufeffphen", "softhyphen", False),
        ("a\u202eb\u2066c\u200f", "abc", True),
        ("a\U000e0041b", "ab", True),
        ("g\u200be\u2060m", "gem", True),
        ("a\x00b\x1b[2Jc\x9b", "ab[2Jc", True),
        ("\ue000a\U0010ffff", "a", True),
        ("a\ud800b", "a\ufffdb", False),
        ("👨\u200d👩\u200d👧 ja\u200dnee", "👨\u200d👩\u200d👧 janee", True),
        ("❤\ufe0f\u200d🔥 👍🏽\u200d♂", "❤\ufe0f\u200d🔥 👍🏽\u200d♂", False),
        ("1\ufe0f\u20e3", "1\ufe0f\u20e3", False),
        ("z" + "\u0335" * 50, "z\u0335\u0335", True),
        ("neeeeeeeeeeeeeeee!!!!!!!!!!!!!!!", "n" + "e" * 10 + "!" * 10, False),
        ("10000000000000000", "10000000000000000", False),
    ],
)
def test_tidying(raw: str, text: str, cleaned: bool) -> None:  # noqa: FBT001 - a column of the table
    assert tidy(raw) == (text, cleaned)


def test_a_text_is_cut_at_a_word() -> None:
    assert shorten("een twee", 20) == "een twee"
    assert shorten("woord " * 20, 68) == ("woord " * 11).strip() + "…"
    assert shorten("x" * 30, 20) == "x" * 19 + "…"
    assert len(tidy("woord " * 10_000).text) <= MAX_TEXT
    assert len(tidy_line("ab " * 10_000).text) <= 300


HOSTILE = {
    "open comments": "<!--" * 25_000,
    "open tags": "<a " * 34_000,
    "open quotes": '<a "' * 25_000,
    "nesting": "<div>" * 20_000 + "diep",
    "brackets": "<" * 100_000,
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(12_000)) + ">x",
    "paragraphs": "<p>a" * 25_000,
    "marks": "e" + "\u0301\u0323" * 50_000,
    "entities": "&amp;" * 20_000,
    "one word": "a" * 1_000_000,
    "families": "👨\u200d👩\u200d👧\u200d👦" * 5_000,
    "lines": "\n" * 50_000 + "a" + "a\n" * 50_000,
    "zero width": "\u200b" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_post_stops_us(name: str) -> None:
    assert len(to_text(HOSTILE[name]).text) <= MAX_TEXT
    assert is_linear_in(HOSTILE[name][:MAX_MARKUP], to_text)  # a tenth of more is cut as well
    assert MAX_MARKUP >= 10 * MAX_TEXT


@settings(deadline=None)
@given(st.text(max_size=400))
def test_what_comes_out_is_well_behaved(raw: str) -> None:
    text = to_text(raw).text
    assert text == unicodedata.normalize("NFC", text)
    assert text == text.strip()
    assert "\n\n\n" not in text
    assert "  " not in text
    for character in text:
        category = unicodedata.category(character)
        assert character == "\n" or category not in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
        assert character == "\u200d" or category != "Cf"
    text.encode("utf-8")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_tidying_twice_changes_nothing_more(raw: str) -> None:
    once = tidy(raw).text
    assert tidy(once) == (once, False)
