"""Bytes to text by what they are, not by what they are called."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.collect.charset import codec_of, decode, mended

WORD = "gescaleerd café, 5 € voor 'n œuf"


@pytest.mark.parametrize(
    ("body", "label"),
    [
        (WORD.encode(), None),
        (WORD.encode(), "utf-8"),
        (WORD.encode(), "iso-8859-1"),
        (WORD.encode("utf-8-sig"), "windows-1252"),
        (WORD.encode("utf-16"), None),
        (b"\xfe\xff" + WORD.encode("utf-16-be"), "utf-8"),
        (WORD.encode("utf-16-le"), "utf-16"),
        (WORD.encode("cp1252"), None),
        (WORD.encode("cp1252"), "iso-8859-1"),
        (WORD.encode("cp1252"), "utf-8"),
        (WORD.encode("cp1252"), "utf-7"),
        (WORD.encode("cp1252"), "no-such-charset"),
        (WORD.encode("cp1252"), "rot13"),
        (WORD.replace("œ", "").encode("iso-8859-15"), "iso-8859-15"),
        (b'<meta charset="iso-8859-1">' + WORD.encode(), None),
        (b'<meta charset="iso-8859-1">' + WORD.encode("cp1252"), None),
        (b"<?xml version='1.0' encoding='windows-1252'?>" + WORD.encode("cp1252"), None),
    ],
)
def test_the_text_comes_out_whatever_the_server_says(body: bytes, label: str | None) -> None:
    text = decode(body, label)
    assert text.endswith((WORD, WORD.replace("œ", "")))


def test_another_table_is_used_when_it_is_claimed_and_utf_8_does_not_fit() -> None:
    assert decode("Łódź".encode("iso-8859-2"), "iso-8859-2") == "Łódź"
    assert decode("şehir".encode("cp1254"), "iso-8859-9") == "şehir"


def test_wrong_bytes_become_a_sign_and_never_an_error() -> None:
    assert "\ufffd" in decode(b"\x81\xff\x8d", "utf-8")
    assert decode(b"a\xff\xfe", "shift_jis").startswith("a")


def test_labels_mean_what_the_web_means_by_them() -> None:
    assert codec_of("ISO-8859-1") == "cp1252"
    assert codec_of('"UTF8"') == "utf-8"
    assert codec_of("utf-7") is None
    assert codec_of("zlib") is None
    assert codec_of("") is None
    assert codec_of("a\0b") is None


MEANT = "„Façade“ van Zoë: à côté, 5 €, l’œuvre… 😀 ÉÀÜ ñ «ß»"


@pytest.mark.parametrize("times", [1, 2])
def test_what_somebody_read_in_the_wrong_table_is_put_right(times: int) -> None:
    text = MEANT
    for _ in range(times):
        text = "".join(
            bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode()
        )
    assert text != MEANT
    assert mended(text) == MEANT


@pytest.mark.parametrize(
    "text",
    [MEANT, "„Ä“ und „Ü“, Â, Ã, SÃO, „ß“", "ÂGE, château, bâtiment, “â”", "ð", "Åse", "mâ€", ""],
)
def test_what_is_right_stays_as_it_is(text: str) -> None:
    assert mended(text) == text


@settings(deadline=None)
@given(st.text(alphabet="ÂÃÅâðŸ€“\x81\xa0»a", max_size=60))
def test_no_letters_break_it(text: str) -> None:
    assert mended(text).encode().decode() == mended(text)


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "utf-16", "x", "iso-2022-jp"]))
def test_no_bytes_break_it(body: bytes, label: str | None) -> None:
    text = decode(body, label)
    assert text.encode().decode() == text  # no half of a sign, which neither store nor mail takes
