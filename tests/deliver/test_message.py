from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jobs.deliver.message import Envelope, attachment_of, compose
from jobs.errors import DeliveryError
from jobs.model import Delivery, Report, Week

NOW = datetime(2026, 11, 16, 5, 30, tzinfo=UTC)
ENVELOPE = Envelope(
    sender="signaal@heidebeek.example",
    sender_name="Heidebeek Signaalrapport",
    reply_to="communicatie@heidebeek.example",
    list_name="Heidebeek",
)
INJECTION = "=?utf-8?Q?Putten=0D=0ABcc:_evil@x.example=0D=0A=0D=0A<b>vals</b>?="


def report(
    subject: str = "Signaalrapport week 46 – Mobiliteit", reader: str = "mobiliteit"
) -> Report:
    return Report(
        week=Week(2026, 46), reader=reader, language="nl", revision=1, subject=subject,
        text="Goedemorgen.\r\n.\r\nEen regel met alleen een punt.", html="<p>Goedemorgen</p>",
        pdf_path="x.pdf", pdf_sha256="0" * 64, pages=2,
    )  # fmt: skip


def delivery(recipient: str = "mobiliteit@heidebeek.example") -> Delivery:
    return Delivery(
        id=1, week=Week(2026, 46), reader="mobiliteit", language="nl", revision=1,
        recipient=recipient, message_id="<2026-W46.mobiliteit.1a2b.r1@heidebeek.example>",
        next_at=NOW,
    )  # fmt: skip


def parsed(mime: bytes) -> EmailMessage:
    return message_from_bytes(mime, policy=policy.default)


def test_a_mail_holds_text_html_and_pdf() -> None:
    mail = parsed(
        compose(
            report(),
            delivery(),
            ENVELOPE,
            attached=[attachment_of(report(), b"%PDF-1.7")],
            date=NOW,
        )
    )

    kinds = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    attached = [part.get_filename() for part in mail.iter_attachments()]
    assert kinds == ["text/plain", "text/html", "application/pdf"]
    assert attached == ["signaalrapport-2026-W46-mobiliteit.pdf"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "nl"
    assert mail["List-Unsubscribe"] == f"<mailto:{ENVELOPE.reply_to}?subject=unsubscribe>"
    assert mail["List-Id"] == "<signaalrapport.heidebeek.heidebeek.example>"
    assert mail["Subject"] == "Signaalrapport week 46 – Mobiliteit"


def test_an_empty_week_is_a_mail_without_attachment() -> None:
    mail = parsed(compose(report(), delivery(), ENVELOPE, attached=[], date=NOW))

    assert not list(mail.iter_attachments())


def test_the_same_mail_has_the_same_bytes() -> None:
    first, second = (
        compose(
            report(),
            delivery(),
            ENVELOPE,
            attached=[attachment_of(report(), b"%PDF-1.7")],
            date=NOW,
        )
        for _ in range(2)
    )

    assert first == second


@pytest.mark.parametrize(
    "evil", [INJECTION, INJECTION.replace("?Q?", "?B?"), "a\r\nBcc: x@y.example"]
)
def test_nothing_in_a_subject_or_name_becomes_a_header(evil: str) -> None:
    envelope = Envelope(
        sender=ENVELOPE.sender, sender_name=evil, reply_to=ENVELOPE.reply_to, list_name=evil
    )

    mail = parsed(compose(report(evil), delivery(), envelope, attached=[], date=NOW))

    assert mail["Bcc"] is None
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Goedemorgen" in body.get_content()


@given(st.text(max_size=300))
def test_any_reader_gives_a_plain_file_name(reader: str) -> None:
    mail = parsed(
        compose(
            report(reader=reader),
            delivery(),
            ENVELOPE,
            attached=[attachment_of(report(reader=reader), b"x")],
            date=NOW,
        )
    )

    (name,) = [part.get_filename() for part in mail.iter_attachments()]
    assert name is not None
    assert all(char.isascii() and (char.isalnum() or char in "-.") for char in name)


@given(st.text(max_size=200))
@example("\u2028Signaalrapport\u2029")
def test_any_subject_is_either_harmless_or_refused(subject: str) -> None:
    try:
        mail = parsed(compose(report(subject), delivery(), ENVELOPE, attached=[], date=NOW))
    except DeliveryError:
        return
    assert len(mail.get_all("Subject", [])) == 1
    assert mail["To"] == "mobiliteit@heidebeek.example"
