"""Names of files, mails and headers: safe whatever a municipality is called."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

from hypothesis import given
from hypothesis import strategies as st

from jobs.model import Edition, Honesty, Week, Weight
from jobs.report.naming import attachment_name, header, message_id, pdf_path, safe_name


def edition(reader: str = "groen") -> Edition:
    return Edition(
        week=Week(2026, 46),
        reader=reader,
        language="nl",
        locale="nl-BE",
        weight=Weight.FULL,
        municipality="Heidebeek",
        name="Groendienst",
        subject="s",
        title="t",
        period="p",
        state="s",
        closed_at=datetime(2026, 11, 15, 23, 0, tzinfo=UTC),
        honesty=Honesty(summary="", broken=(), unread=(), caution=()),
        reply="",
        imprint=(),
        method=(),
    )


@given(st.text())
def test_a_name_is_safe_in_every_file_system(text: str) -> None:
    name = safe_name(text)

    assert 1 <= len(name) <= 60
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-")


def test_a_path_cannot_leave_the_folder() -> None:
    assert pdf_path("../../etc", edition("../x")) == "etc/2026-W46/x.pdf"
    assert attachment_name(edition('a";b=.pdf')) == "2026-W46-a-b-pdf.csv"


def test_a_message_has_the_same_id_whenever_it_is_made() -> None:
    made = message_id("heidebeek", edition(), 1, "Groen@h.example", "signalen@h.example")

    assert made == message_id("heidebeek", edition(), 1, "groen@h.example", "signalen@h.example")
    assert made.startswith("<2026-W46.")
    assert made.endswith("@h.example>")
    assert len(f"Message-ID: {made}") <= 78
    assert made != message_id("heidebeek", edition(), 2, "groen@h.example", "signalen@h.example")
    assert "Groen@" not in made
    assert made != message_id("hoogbeke", edition(), 1, "groen@h.example", "signalen@h.example")
    assert message_id("x", edition(), 1, "a@b", "a@é").endswith("@invalid>")


@given(st.text())
def test_a_header_is_one_line_that_a_mail_program_takes_as_it_is(text: str) -> None:
    line = header(text)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = line

    assert "=?" not in line
    assert "\r" not in line
    assert "\n" not in line


def test_a_subject_cannot_add_a_header() -> None:
    assert header("week 46\r\nBcc: x@evil.example \x1b[2J") == "week 46 Bcc: x@evil.example [2J"
