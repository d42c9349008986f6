"""Answers by one click: whose they are, what they open, and that they hold nothing of a person."""

from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from jobs.language import LANGUAGES
from jobs.model import LEAD, Answer, Click, DepartmentId, Edition, Label, PostId, SignalId
from jobs.model.token import FOUND, unseal
from jobs.report.desk import Desk
from jobs.report.edition import edit
from jobs.report.plain import plain
from tests.report.scenes import DEPARTMENTS, WEEK, rich_desk, settings, words

READER = "publieke-ruimte"


def edition_of(reader: str = READER, desk: Desk | None = None, language: str = "nl") -> Edition:
    made = edit(desk or rich_desk(), reader, words(language))
    assert made is not None
    return made


def clicks(desk: Desk | None = None, language: str = "nl") -> dict[str, Click]:
    """Return the clicks under the sewer works."""
    items = edition_of(READER, desk, language).items
    item = next(one for one in items if "rioolwerken" in one.signal_id)
    return {click.text: click for click in item.clicks}


def opened(click: Click) -> tuple[str, str, str]:
    """Return address, subject and body of the mail that *click* opens."""
    parts = urlsplit(click.url)
    asked = parse_qs(parts.query, strict_parsing=True)
    assert parts.scheme == "mailto"
    return unquote(parts.path), asked["subject"][0], asked["body"][0]


def elsewhere(desk: Desk) -> Desk:
    """Return *desk* with three posts of the sewer works that point to other departments."""
    signal = next(one for one in desk.signals if "rioolwerken" in one.id)
    owners = ("mobiliteit", "mobiliteit", "groen", "no-longer")
    given: dict[PostId, Label] = {
        post: replace(desk.labels[post], department=DepartmentId(owner))
        for post, owner in zip(signal.posts, owners, strict=False)
    }
    return replace(desk, labels={**desk.labels, **given})


def test_every_answer_is_one_click_and_likely_departments_have_their_own() -> None:
    assert list(clicks(elsewhere(rich_desk()))) == [
        "van ons",
        "niet van ons",
        "niet van ons maar van Mobiliteit",
        "niet van ons maar van Groendienst",
        "gepland",
        "opgelost",
        "hoort hier niet bij",
        "dit kennen we al",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_click_opens_a_mail_that_says_all_and_holds_its_token_twice(language: str) -> None:
    desk = elsewhere(rich_desk())
    known = [signal.id for signal in desk.signals]
    meant = []
    for click in clicks(desk, language).values():
        address, subject, body = opened(click)
        token = unseal(
            bytes(32), "heidebeek", click.token, WEEK.next,
            map(DepartmentId, DEPARTMENTS), lambda _: map(SignalId, known),
        )  # fmt: skip
        meant.append((token.answer, token.owner))

        assert address == "antwoord@heidebeek.example"
        assert FOUND.findall(subject) == FOUND.findall(body) == [click.token]
        assert token.signal_id in subject
        assert (token.department, token.week) == (READER, WEEK)
        assert len(click.url) < 2000
        assert "\n" not in body.replace("\r\n", "")

    assert meant == [
        (Answer.OURS, None),
        (Answer.NOT_OURS, None),
        (Answer.NOT_OURS, "mobiliteit"),
        (Answer.NOT_OURS, "groen"),
        (Answer.PLANNED, None),
        (Answer.DONE, None),
        (Answer.GROUPING, None),
        (Answer.SINGLE, None),
    ]


def test_a_mail_asks_for_more_where_more_may_be_said() -> None:
    bodies = {text: opened(click)[2] for text, click in clicks().items()}

    assert "\r\nGepland tegen: \r\n" in bodies["gepland"]
    assert "\r\nWelke dienst: \r\n" in bodies["niet van ons"]
    assert "Mobiliteit, Afval en milieu" in bodies["niet van ons"]
    assert "Publieke ruimte" not in bodies["niet van ons"]
    assert (
        "A = Facebookgroep, begonnen op 9 november\r\nB = Instagram"
        in bodies["hoort hier niet bij"]
    )
    assert bodies["opgelost"].startswith("U hoeft niets meer te schrijven: verstuur deze mail.")


def test_nothing_of_a_post_its_writer_or_its_title_is_in_a_click() -> None:
    desk = rich_desk()
    signal = next(one for one in desk.signals if "rioolwerken" in one.id)
    told = " ".join(" ".join(opened(click)) for click in clicks(desk).values())

    for post in (desk.posts[one] for one in signal.posts):
        for held in (post.text[:20], post.id, post.thread_id, str(post.voice), str(post.url)):
            assert held not in told
    assert signal.title not in told


def test_without_an_address_there_is_no_click_and_the_report_says_how_to_answer() -> None:
    desk = replace(rich_desk(), seal=None)
    delivery = {"sender": "s@heidebeek.example", "lead": ["l@heidebeek.example"]}
    edition = edition_of(READER, replace(desk, settings=settings(delivery=delivery)))

    assert not any(item.clicks for item in edition.items)
    assert edition.reply == words().say("document.reply")
    assert edition_of().reply == words().say("document.reply_clicks")


def test_a_request_whose_signal_is_not_listed_is_answered_where_it_stands() -> None:
    desk = rich_desk()
    small = tuple(replace(one, voices=1) if "lamp" in one.id or "verlichting" in one.id else one
                  for one in desk.signals)  # fmt: skip
    edition = edition_of(READER, replace(desk, signals=small))
    lone = next(ask for ask in edition.asks if "van ons" in {one.text for one in ask.clicks})
    text = plain(edition, words())

    for ask in edition_of().asks:
        assert [click.text for click in ask.clicks] == ["gepland", "opgelost", "niet van ons"]
    assert [click.text for click in lone.clicks][:2] == ["van ons", "niet van ons"]
    assert not any("verlichting" in item.signal_id for item in edition.items)
    assert "verlichting" in opened(lone.clicks[0])[1]
    assert "We citeren niet wat een of twee mensen schrijven" in lone.reason
    assert "Bron: " in lone.reason
    assert all(f"   - {click.text}: {click.token}" in text for click in lone.clicks)


def test_a_town_of_many_departments_has_links_that_every_mail_program_opens() -> None:
    desk = rich_desk()
    like = desk.settings.departments[0]
    many = tuple(
        like.model_copy(update={"id": f"d{n}", "name": f"Dienst beeldende kunst en élan {n}"})
        for n in range(60)
    )
    own = desk.settings.model_copy(update={"departments": (*desk.settings.departments, *many)})

    assert all(len(click.url) < 2000 for click in clicks(replace(desk, settings=own)).values())


def test_the_lead_decides_and_does_not_click() -> None:
    edition = edition_of(LEAD)

    assert not any(item.clicks for item in edition.items)
    assert edition.reply == words().say("document.reply")


def test_the_text_part_gives_the_codes_themselves() -> None:
    edition = edition_of()
    text = plain(edition, words())
    (first, *_) = edition.items

    assert "mailto:" not in text
    assert text.count("mail een van deze codes als onderwerp naar antwoord@heidebeek.example.") == 5
    for click in first.clicks:
        assert f"  - {click.text}: {click.token}" in text
    assert "(schrijf in de mail ‘Gepland tegen: …’)" in text
    assert "\n    A = Facebookgroep, begonnen op 9 november\n" in text
    assert words().say("document.reply_codes") in text
    assert "één klik" not in text
