"""What is read of a mail: one token, and what stands behind our marker; whatever else is in it."""

from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jobs.feedback.reply import day_in, department_in, filled_in, threads_in, token_in
from jobs.language import LANGUAGES
from jobs.language.wording import load_wording
from jobs.model import Answer, ThreadId
from jobs.model.token import Refusal, TokenError
from jobs.postbox import letter_of
from jobs.settings.schema import Department

TOKEN, OTHER = "BS1" + "A7VC4CAA" * 6, "BS1" + "B7VC4CAA" * 6
TODAY = date(2026, 11, 17)
DEPARTMENTS = tuple(
    Department(id=key, name=name, about="x")
    for key, name in (("publieke-ruimte", "Publieke ruimte"), ("financien", "Financiën"))
)
THREADS = tuple(map(ThreadId, ("t1", "t2", "t3")))


def why_not(subject: str, text: str = "") -> Refusal:
    with pytest.raises(TokenError) as caught:
        token_in(subject, text)
    return caught.value.why


@pytest.mark.parametrize(
    "subject",
    [
        TOKEN,
        f"Antwoord: gepland, signaal 2026-W46-3f2a9c1bab12, {TOKEN}",
        f"Re: Antwoord: gepland, {TOKEN}",
        f"Antw: RE: Fwd: [extern] {TOKEN} (was: iets)",
        TOKEN.lower(),
        f"{TOKEN[:20]} {TOKEN[20:]}",
        f"{TOKEN} {TOKEN}",
    ],
)
def test_the_subject_holds_the_token_whatever_a_mail_program_wrote_around_it(subject: str) -> None:
    assert token_in(subject, f"also {OTHER}") == TOKEN


def test_without_one_in_the_subject_the_token_in_the_text_counts() -> None:
    assert token_in("Re: Signaalrapport", f"Laat deze regel staan:\n{TOKEN}\n\nGroeten") == TOKEN


def test_what_a_mail_quotes_is_not_what_it_says() -> None:
    assert why_not("Re: Signaalrapport", f"Bedankt!\n> {TOKEN}\n > {OTHER}") is Refusal.NO_TOKEN


def test_a_reply_that_holds_a_whole_report_answers_nothing() -> None:
    assert why_not("Re: Signaalrapport", f"{TOKEN}\n{OTHER}") is Refusal.SEVERAL
    assert why_not(f"{TOKEN} {OTHER}") is Refusal.SEVERAL


@pytest.mark.parametrize("subject", ["", "Afwezig", "BS1", TOKEN[:-1], "BS2" + TOKEN[3:], "BS1é"])
def test_a_mail_without_a_token_answers_nothing(subject: str) -> None:
    assert why_not(subject, "tot maandag") is Refusal.NO_TOKEN


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("answer", [Answer.PLANNED, Answer.NOT_OURS, Answer.GROUPING])
def test_a_marker_is_known_in_every_language(language: str, answer: Answer) -> None:
    words = load_wording(language)
    line = words.say("word.label", label=words.say(f"reply.{answer}.marker"))

    assert filled_in(f"Dag\n\n  {line.upper()}  iets \nVan: x", answer) == "iets"
    assert filled_in(f"{line}\n{line} later", answer) == ""
    assert filled_in(f"> {line} iets", answer) == ""
    assert filled_in(f"{line} iets", Answer.DONE) == ""


@pytest.mark.parametrize(
    ("filled", "day"),
    [
        ("3 december", date(2026, 12, 3)),
        ("donderdag 3 december 2026 om 14u", date(2026, 12, 3)),
        ("3 dec.", date(2026, 12, 3)),
        ("le 1er décembre", date(2026, 12, 1)),
        ("3. Dezember", date(2026, 12, 3)),
        ("the 3rd December", date(2026, 12, 3)),
        ("2026-12-03", date(2026, 12, 3)),
        ("3/12", date(2026, 12, 3)),
        ("03-12-26", date(2026, 12, 3)),
        ("3.12.2026", date(2026, 12, 3)),
        ("5 januari", date(2027, 1, 5)),
        ("17 november", TODAY),
        ("16/11/2026", None),
        ("31/2", None),
        ("1 januari 2099", None),
        ("3 brumaire", None),
        ("volgende week", None),
        ("0475 12 34 56", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(filled: str, day: date | None) -> None:
    assert day_in(filled, TODAY) == day


@pytest.mark.parametrize(
    ("filled", "found"),
    [
        ("Publieke ruimte", "publieke-ruimte"),
        ("publieke-ruimte", "publieke-ruimte"),
        (" FINANCIEN.", "financien"),
        ("Financiën", "financien"),
        ("publieke", None),
        ("Publieke ruimte of Financiën", None),
        ("", None),
    ],
)
def test_a_department_is_named_in_full_or_not_at_all(filled: str, found: str | None) -> None:
    assert department_in(filled, DEPARTMENTS) == found


@pytest.mark.parametrize(
    ("filled", "found"),
    [
        ("A", ("t1",)),
        ("c, a", ("t3", "t1")),
        ("A A", ("t1",)),
        ("D", ()),
        ("A en B", ()),
        ("AB", ()),
        ("", ()),
    ],
)
def test_conversations_are_named_by_their_letters_alone(filled: str, found: object) -> None:
    assert threads_in(filled, THREADS) == found


@given(some.text(max_size=400), some.sampled_from(Answer))
def test_nothing_that_is_typed_is_an_error(text: str, answer: Answer) -> None:
    filled = filled_in(f"Gepland tegen: {text}\n{text}", answer)

    assert len(filled) <= 200
    assert day_in(text, TODAY) is None or day_in(text, TODAY) >= TODAY  # type: ignore[operator]  # None is told before
    department_in(text, DEPARTMENTS)
    threads_in(text, THREADS)


def mail(subject: str, text: str, *, html: bool = False, cte: str | None = None) -> bytes:
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"] = "Els Peeters <els@heidebeek.example>", "antwoord@heidebeek.example"
    made["Subject"] = subject
    made.set_content(text, subtype="html" if html else "plain", cte=cte)
    return made.as_bytes()


def test_a_subject_that_was_encoded_and_folded_is_one_line_again() -> None:
    raw = mail(f"Réponse : prévu, signal 2026-W46-3f2a9c1bab12, bien sûr, {TOKEN}", "x")
    letter = letter_of(raw)

    assert raw.count(b"=?utf-8?") > 1
    assert token_in(letter.subject or "", letter.text) == TOKEN


def test_an_html_reply_is_read_without_what_it_quotes() -> None:
    text = f"<p>Gepland tegen: 3&nbsp;december</p><p>{TOKEN}</p><blockquote>{OTHER}</blockquote>"
    letter = letter_of(mail("Re: Signaalrapport", text, html=True, cte="quoted-printable"))

    assert token_in(letter.subject or "", letter.text) == TOKEN
    assert day_in(filled_in(letter.text, Answer.PLANNED), TODAY) == date(2026, 12, 3)


@given(some.binary(max_size=2000))
def test_no_bytes_are_an_error(raw: bytes) -> None:
    letter = letter_of(raw)

    assert letter.subject is None or why_not(letter.subject, letter.text) is Refusal.NO_TOKEN
