"""Announcements that are near, as the talk of a week sees them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jobs.advise.ground import SOON
from jobs.advise.outlooks import SINCE, outlooks_of
from jobs.model import DepartmentId, Kind, Label, Outlook, Post, Speaker
from jobs.settings.schema import Announcement
from tests.advise.town import make_talk_of, make_town
from tests.make import WEEK, make_label, make_post, make_signal

LEAVES = WEEK.next.monday
PLANNED = Announcement(
    id="kalender",
    title="Nieuwe ophaalkalender voor het restafval in de bus",
    date=LEAVES + timedelta(days=7),
    department="afval",
)


def outlook(
    posts: tuple[Post, ...],
    labels: tuple[Label, ...] = (),
    *,
    title: str = "Restafval: ophaalkalender",
    planned: Announcement = PLANNED,
) -> Outlook:
    talk = make_talk_of(posts, labels, signal=make_signal(posts, title=title))
    (found,) = outlooks_of((talk,), (planned,), make_town())
    return found


def voices(*texts: str) -> tuple[Post, ...]:
    return tuple(
        make_post(text, number=number, thread=1, voice=f"v{number}", source="pagina")
        for number, text in enumerate(texts, 1)
    )


def asked(*posts: Post) -> tuple[Label, ...]:
    return tuple(make_label(post, kind=Kind.QUESTION, needs_answer=True) for post in posts)


def test_it_names_the_signals_it_touches_and_the_answers_that_are_ready() -> None:
    posts = voices("Komt er een kalender?", "Ik weet het niet", "Ik ook niet")

    found = outlook(posts, asked(posts[0]))

    assert found.announcement == "kalender"
    assert found.signals == (make_signal(posts).id,)
    assert found.faq == ("kalender",)
    assert (found.asked, found.answered, found.against) == ((posts[0].id,), (), ())


def test_a_signal_about_something_else_is_not_touched() -> None:
    found = outlook(voices("De lamp is stuk", "Hier ook", "Ja"), title="Straatverlichting")

    assert found.signals == ()


def test_the_title_of_a_signal_of_too_few_voices_says_nothing() -> None:
    assert outlook(voices("Komt er iets?", "Geen idee")).signals == ()


def test_a_small_signal_is_touched_by_a_question_that_the_approved_answer_about_it_fits() -> None:
    posts = voices("Wanneer krijgen we de ophaalkalender voor het restafval?", "Geen idee")

    found = outlook(posts, asked(posts[0]), title="Verschillende opmerkingen")

    assert found.signals == (make_signal(posts).id,)
    assert found.asked == (posts[0].id,)


@pytest.mark.parametrize(("department", "touched"), [("afval", True), ("openbare-werken", False)])
def test_words_alone_touch_a_signal_of_the_same_department_only(
    department: str, *, touched: bool
) -> None:
    posts = voices("De nieuwe ophaalkalender voor het restafval zou in de bus komen", "Ah")
    signal = replace(make_signal(posts), department=DepartmentId(department))
    talk = make_talk_of(posts, (), signal=signal)

    (found,) = outlooks_of((talk,), (PLANNED,), make_town())

    assert bool(found.signals) is touched


def test_what_we_answered_is_told_from_what_waits_and_from_what_came_after() -> None:
    posts = voices("Komt er een kalender?", "In december.", "En waar haal ik die?", "Merci", "Ja")
    reply = replace(posts[1], speaker=Speaker.MUNICIPALITY)
    said = (posts[0], reply, *posts[2:])
    thanks = make_label(said[3], kind=Kind.COMPLIMENT)

    found = outlook(said, (*asked(said[0], said[2]), thanks))

    assert found.asked == (said[0].id, said[2].id)
    assert found.answered == (said[0].id,)
    assert found.against == (said[2].id,)


@pytest.mark.parametrize(
    ("day", "near"),
    [
        (LEAVES - SINCE - timedelta(days=1), False),
        (LEAVES - SINCE, True),
        (LEAVES + timedelta(days=SOON), True),
        (LEAVES + timedelta(days=SOON + 1), False),
    ],
)
def test_only_what_is_near_or_just_past_counts(day: date, *, near: bool) -> None:
    planned = PLANNED.model_copy(update={"date": day})

    assert bool(outlooks_of((), (planned,), make_town())) is near


def test_they_stand_in_order_of_their_days() -> None:
    later = PLANNED.model_copy(update={"id": "a", "date": LEAVES + timedelta(days=8)})

    found = outlooks_of((), (later, PLANNED), make_town())

    assert [one.announcement for one in found] == ["kalender", "a"]
