"""Hostile mails: whatever comes, little of it is looked at and nothing stops."""

import base64
import tracemalloc

import pytest

from jobs.collect.collectors.mailbox.mail import read_mail
from tests.collect.imap_fake import letter
from tests.growth import ends, is_linear_in

HEADS = b"From: Jan <jan@x.example>\r\nMessage-ID: <1>\r\nSubject: x\r\n"
MULTI = HEADS + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'


def text_of(raw: bytes, *, quotes: bool = False) -> str:
    mail = read_mail(raw, quotes=quotes)
    assert mail is not None
    return mail.text.strip()


def part(kind: str, body: bytes, *heads: str) -> bytes:
    more = "".join(f"{head}\r\n" for head in heads)
    return f"--b\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body + b"\r\n"


def test_a_mail_is_read_with_its_sender_ids_and_text() -> None:
    heads = {"In_Reply_To": "<a@x>", "References": "<root@x> <a@x>"}
    mail = read_mail(letter("a < b & c é €", subject="[Buren] café", **heads))

    assert mail is not None
    assert (mail.id, mail.sender, mail.name) == ("1", "melding@groepen.example", "Klaprooszaad")
    assert (mail.subject, mail.root, mail.parent) == ("[Buren] café", "root@x", "a@x")
    assert mail.text.strip() == "a < b & c é €"
    assert "Klaprooszaad" not in repr(mail)


def test_a_word_behind_a_fold_does_not_stick_to_the_one_before_it() -> None:
    name = "zuxshoüqééké🚲qgqvwöéñüyßñ"
    raw = letter(subject=f"{name} posted in Buren", sender=f"{name} de Zwaluw <a@x.example>")

    assert b"=\n posted" in raw
    mail = read_mail(raw)
    assert mail is not None
    assert (mail.subject, mail.name) == (f"{name} posted in Buren", f"{name} de Zwaluw")


def test_plain_text_goes_before_html_and_html_is_read_when_alone() -> None:
    assert text_of(letter("plat", markup="<p>html</p>")) == "plat"
    markup = "<style>p{}</style><p>De <b>lampen</b></p><p>a &lt; b</p><script>x</script>"
    assert text_of(letter("", markup=markup)) == "De lampen\na < b"


def test_a_quotation_in_html_is_read_only_when_wanted() -> None:
    markup = '<p>kijk</p><div class="gmail_quote"><blockquote>de lampen</blockquote></div>'

    assert text_of(letter("", markup=markup)) == "kijk"
    assert text_of(letter("", markup=markup), quotes=True) == "kijk\nde lampen"


def test_what_is_attached_is_ignored_and_text_around_a_picture_is_not() -> None:
    raw = MULTI + b"".join(
        (
            part("text/plain", b"voor"),
            part("text/plain", b"geheim", "Content-Disposition: attachment"),
            part('text/plain; name="a.txt"', b"geheim"),
            part("image/png", b"\x00\x01"),
            part("message/rfc822", b"Subject: geheim\r\n\r\ngeheim"),
            part("text/plain", b"na"),
        )
    )

    assert text_of(raw + b"--b--").split() == ["voor", "na"]


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("text/plain; charset=iso-8859-1", "é €".encode("cp1252"), "é €"),
        ("text/plain; charset=utf-8", "é".encode("cp1252"), "é"),
        ("text/plain; charset=us-ascii", "é €".encode(), "é €"),
        ("text/plain; charset=klingon", "é".encode(), "é"),
        ("text/plain; charset=rot13", b"abc", "abc"),
        ("text/plain; charset*=utf-9''x%ff", b"abc", "abc"),
        ("text/plain", "é".encode("cp1252"), "é"),
        ("text/plain; charset=" + "x" * 100_000, b"abc", "abc"),
    ],
)
def test_a_wrong_charset_loses_no_letter(kind: str, body: bytes, said: str) -> None:
    raw = HEADS + f"Content-Type: {kind}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()

    assert text_of(raw + body) == said


def test_a_mail_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    raw = MULTI + part("text/plain", b"de lampen") + b"--b\r\nContent-Type: image/png\r\n\r\niVBOR"

    assert text_of(raw) == "de lampen"


@pytest.mark.parametrize(
    "sender",
    [b"", b"From: a@x.example, b@x.example\r\n", b"From: a@x.example\r\nFrom: b@x.example\r\n",
     b"From: \r\n", b"From: niemand\r\n" * 2],
)  # fmt: skip
def test_a_mail_of_nobody_or_of_several_has_no_sender(sender: bytes) -> None:
    mail = read_mail(sender + b"Message-ID: <1>\r\n\r\nx")

    assert mail is not None
    assert mail.sender == ""


def test_a_mail_without_an_id_is_known_by_its_bytes() -> None:
    ids = [read_mail(b"From: a@x.example\r\n\r\n" + body) for body in (b"x", b"x", b"y")]
    names = [one.id for one in ids if one]

    assert names[0] == names[1] != names[2]


def _nested(levels: int, kind: str = "multipart/mixed") -> bytes:
    opened = "".join(
        f'Content-Type: {kind}; boundary="b{level}"\r\n\r\n--b{level}\r\n'
        for level in range(levels)
    )
    return (HEADS.decode() + opened + "Content-Type: text/plain\r\n\r\nhier").encode()


def test_parts_in_parts_are_read_to_a_depth_and_no_further() -> None:
    assert text_of(_nested(20)) == "hier"
    assert read_mail(_nested(5_000)) is None
    assert read_mail(_nested(5_000, "message/rfc822")) is None


HOSTILE = {
    "nothing": b"",
    "zeros": b"\0" * 5_000_000,
    "one line": b"x" * 5_000_000,
    "one header": b"Subject: " + b"=?utf-8?q?x?= " * 350_000,
    "headers": HEADS + b"X: y\r\n" * 700_000 + b"\r\nx",
    "from": b"From: " + b"(" * 5_000_000,
    "quoted from": b'From: "' + b"\\" * 5_000_000,
    "references": HEADS + b"References: " + b"<a@b> " * 800_000,
    "parts": MULTI + b"--b\r\n\r\n" * 600_000,
    "parts by cr": MULTI.replace(b"\r\n", b"\r") + b"--b\r\r" * 900_000,
    "lines": HEADS + b"\r\n" + b"\r" * 4_000_000,
    "boundary": HEADS + b'Content-Type: multipart/mixed; boundary="' + b"b" * 4_000_000,
    "parameters": HEADS + b"Content-Type: text/plain" + b'; a="b"' * 600_000 + b"\r\n\r\nx",
    "continued": HEADS + b"Content-Type: text/plain" + b"; a*0*=x" * 500_000 + b"\r\n\r\nx",
    "base64": HEADS + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=A" * 2_000_000,
    "uuencode": HEADS
    + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 6 x\r\n"
    + b"\xff" * 99,
    "html": HEADS + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 900_000,
    "html attributes": HEADS + b"Content-Type: text/html\r\n\r\n<a " + b"b=c " * 1_000_000,
    "surrogates": HEADS + b"\r\n" + "\ud800".encode("utf-8", "surrogatepass") * 1_000_000,
    "bad words": b"Subject: =?utf-8?b?" + base64.b64encode(b"\xff" * 900) + b"x?= =?x?q?" + b"?=",
    "nested": _nested(49) + b"\r\nx" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_mail_takes_long_or_much_memory_or_raises(name: str) -> None:
    with ends():  # within what is read of a mail, its tenth takes as long
        mail = read_mail(HOSTILE[name])

    assert is_linear_in(HOSTILE[name], read_mail)
    assert mail is None or len(mail.text) <= 50_000


@pytest.mark.parametrize("name", ["headers", "parts", "parts by cr", "lines"])
def test_a_bomb_of_small_pieces_takes_little_memory(name: str) -> None:
    tracemalloc.start()
    read_mail(HOSTILE[name])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 150_000_000
