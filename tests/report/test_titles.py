"""What an edition calls a signal whose own title names no matter."""

from dataclasses import replace

import pytest

from jobs.language import LANGUAGES
from jobs.language.titles import load_title_words
from jobs.model import LEAD, Action, Kind, Signal, Speaker
from jobs.report.desk import Pen
from jobs.report.telling import told_of
from tests.report.scenes import rich_desk, settings, words

DESK = rich_desk()
SIGNAL = next(signal for signal in DESK.signals if signal.shown)


STREET = "Beekveldlaan"
TOWN = {"name": "Heidebeek", "key": "heidebeek", "inhabitants": 24_000, "streets": [STREET]}


def called(signal: Signal, language: str = "nl") -> str:
    """Return what an edition calls *signal*."""
    desk = replace(DESK, settings=settings(municipality=TOWN))
    return Pen(desk=desk, reader=LEAD, words=words(language)).title(signal)


def named(title: str, **changes: object) -> Signal:
    kinds = ((Kind.OPINION, SIGNAL.voice_posts),)
    return replace(SIGNAL, title=title, titles=(), **{"kinds": kinds, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "told"),
    [("nl", "Gesprek van"), ("fr", "Conversation du"), ("de", "Gespräch vom"), ("en", "Convers")],
)
def test_what_has_no_title_is_called_by_its_day(language: str, told: str) -> None:
    found = called(named(load_title_words("nl").various), language)
    day = words(language).short_day(SIGNAL.first_at.date())

    assert found.startswith(told)
    assert found.endswith(day)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_edition_says_various_remarks(language: str) -> None:
    various = load_title_words(language).various

    assert called(named(various), language) != various


def test_a_street_alone_is_called_by_what_people_do_there() -> None:
    reported = ((Kind.REPORT, SIGNAL.voice_posts),)

    assert called(named(STREET)) == f"Gesprek {STREET}"
    assert called(named(STREET, kinds=reported)) == f"Melding {STREET}"
    assert called(named(f"Stoep {STREET}")) == f"Stoep {STREET}"


def test_of_one_or_two_people_any_report_complaint_or_question_is_told() -> None:
    small = {"voices": 2, "voice_posts": 3}
    various = load_title_words("nl").various
    asked = ((Kind.OPINION, 2), (Kind.QUESTION, 1))

    assert called(named(various, kinds=asked, **small)).startswith("Vraag van ")
    assert called(named(various, **small)).startswith("Opmerkingen van ")


def test_what_a_single_post_is_about_is_told_in_nouns_and_not_in_parts_of_a_name() -> None:
    desk = replace(DESK, settings=settings(municipality=TOWN))
    pen = Pen(desk=desk, reader=LEAD, words=words())
    post = next(post for post in pen.posts(SIGNAL.posts) if not pen.kept_back(post))
    terms = ("opengetrokken", "beekveldlaan", "zwerfvuil")
    label = replace(DESK.labels[post.id], department_terms=terms, places=())
    told = replace(pen, desk=replace(desk, labels={post.id: label}))

    assert told_of(told, SIGNAL, [post], 1)[0].endswith("Het gaat over: zwerfvuil.")


def test_what_is_kept_back_for_another_reason_is_not_called_a_private_life() -> None:
    post = next(post for post in DESK.posts.values() if post.speaker is Speaker.VOICE)
    life = replace(post, text="Ik ben mijn werk kwijt, waar kan ik terecht?")
    threat = replace(post, text="Wij weten u wonen, wacht maar tot ik langskom.")
    whole = next(one for one in DESK.advices if one.post_id is None)
    never = replace(whole, post_id=post.id, action=Action.APPLY_HOUSE_RULE)
    pen = Pen(desk=replace(DESK, advices=(never,)), reader=LEAD, words=words())

    told, url = told_of(pen, SIGNAL, [threat], 7)
    assert "eigen leven" not in told
    assert told.endswith("niet geciteerd, nr. 7 in de lijst.")
    assert url is None
    assert "over iemands eigen leven" in told_of(pen, SIGNAL, [life], 7)[0]

    private = replace(never, action=Action.MOVE_PRIVATE)
    pen = Pen(desk=replace(DESK, advices=(private,)), reader=LEAD, words=words())
    assert "over iemands eigen leven" in told_of(pen, SIGNAL, [threat], 7)[0]
