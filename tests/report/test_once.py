"""One matter, one place and one day; and counts that add up with what the reader finds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jobs.model import Action, DepartmentId, Edition, Kind, Signal, State
from jobs.report.asked import asked_about
from jobs.report.desk import Desk, Pen
from jobs.report.notes import loose_of
from jobs.report.outstanding import waits_of
from jobs.report.signals import answer_text
from jobs.report.summary import opening_line, state_line
from jobs.report.text import own_words
from jobs.report.tops import tops_of
from tests.report.scenes import DEPARTMENTS, DUE, edition_of, rich_desk, words

DESK = rich_desk()
WORKS = "publieke-ruimte"


def pen(reader: str = WORKS, desk: Desk = DESK) -> Pen:
    return Pen(desk=desk, reader=reader, words=words())


def going_on() -> Signal:
    """Return a signal of which a question of an earlier week waits still."""
    return next(one for one in pen().shown if waits_of(pen(), one))


def without_advice(signal: Signal) -> Desk:
    kept = tuple(one for one in DESK.advices if one.signal_id != signal.id)
    return replace(DESK, advices=kept)


def points(edition: Edition) -> int:
    waits = sum(note.waits for note in edition.open_before)
    return len(edition.asks) + len(edition.also_asked) + waits


def small(desk: Desk, reader: str, number: int) -> Desk:
    """Return *desk* with nothing but *number* matters of two voices that ask nothing."""
    one = next(s for s in desk.signals if not s.shown)
    made = tuple(
        replace(
            one,
            id=f"{one.id}{n}",  # type: ignore[arg-type]  # an id
            title=f"Zaak {n}",
            department=DepartmentId(reader),
            voices=2,
            posts=(),
        )
        for n in range(number)
    )
    return replace(desk, signals=made, advices=())


def test_what_waits_of_an_earlier_week_stands_with_the_request_about_that_matter() -> None:
    signal = going_on()
    edition = edition_of(WORKS)
    said = "1 bericht uit week 43 wacht nog op antwoord."

    assert [said in ask.reason for ask in edition.asks].count(True) == 1
    assert said in next(one.answer for one in edition.items if one.signal_id == signal.id)
    titles = {pen().title(one.signal) for one in waits_of(pen(), signal)}
    assert titles.isdisjoint(note.title for note in edition.open_before)
    assert edition.state.endswith(
        f"{points(edition)} antwoorden gevraagd, waarvan 1 over vorige weken"
    )


def test_of_a_matter_that_is_only_followed_the_old_question_has_its_day() -> None:
    signal = going_on()
    edition = edition_of(WORKS, without_advice(signal))
    (item,) = [one for one in edition.items if one.signal_id == signal.id]

    assert "wacht nog op antwoord. Laat tegen woensdag 18 november weten" in item.answer
    assert edition.state.endswith(
        f"{points(edition) + 1} antwoorden gevraagd, waarvan 2 over vorige weken"
    )


def test_a_request_without_questions_of_its_own_quotes_the_one_that_waits() -> None:
    signal = replace(going_on(), open_questions=())
    (waits,) = waits_of(pen(), signal)
    asked = {
        one: replace(DESK.posts[one], text="Wanneer komt de premie voor onze hinder?")
        for one in waits.posts
    }
    others = tuple(one for one in DESK.signals if one.id != signal.id)
    desk = replace(DESK, signals=(signal, *others), posts=DESK.posts | asked)
    edition = edition_of(WORKS, desk)
    (ask,) = [one for one in edition.asks if pen().title(signal) in one.text]

    assert [quote.text for quote in ask.quotes] == ["Wanneer komt de premie voor onze hinder?"]


def test_that_nobody_asked_anything_is_said_of_this_week() -> None:
    quiet = replace(going_on(), open_questions=(), answered=())

    assert answer_text(pen(), quiet).startswith("nee, maar deze week vroeg niemand iets.")


def test_a_post_that_waits_is_called_what_the_bar_calls_it() -> None:
    signal = next(one for one in pen().shown if len(one.open_questions) == 2)
    first, second = signal.open_questions
    labels = DESK.labels | {
        first: replace(DESK.labels[first], kind=Kind.COMPLAINT),
        second: replace(DESK.labels[second], kind=Kind.QUESTION),
    }
    labelled = pen(desk=replace(DESK, labels=labels))
    alone = replace(signal, open_questions=(first,))

    assert "1 bericht wacht op antwoord (klagen)" in answer_text(labelled, alone)
    assert "wachten op antwoord (klagen\u00a01, vragen\u00a01)" in answer_text(labelled, signal)


def test_what_stands_under_thanks_is_not_printed_again() -> None:
    edition = edition_of(WORKS)
    (praised,) = [note.quote for note in edition.praise if note.quote is not None]
    liked = {
        key: replace(post, reactions=9999) if praised.text in own_words(post.text) else post
        for key, post in DESK.posts.items()
    }
    edition = edition_of(WORKS, replace(DESK, posts=liked))

    assert all("Respect voor die mannen" not in top.quote.text for top in edition.tops)


def test_a_post_of_which_a_part_is_quoted_is_not_printed_again() -> None:
    top = tops_of(pen(), [])[0][0]
    part = replace(top.quote, text=f"… {top.quote.text.strip('… ')[4:]}")

    assert top not in tops_of(pen(), [part])[0]


@pytest.mark.parametrize(("number", "rest"), [(3, "en ‘Zaak 2’."), (5, "en nog 2 andere.")])
def test_the_matters_of_two_voices_are_all_named_or_counted(number: int, rest: str) -> None:
    told = loose_of(pen(desk=small(DESK, WORKS, number)), ())

    assert f"samen {2 * number} stemmen" in told
    assert told.endswith(rest)


def test_what_is_asked_about_is_not_told_below_once_more() -> None:
    desk = small(DESK, WORKS, 3)
    first, *_ = desk.signals

    assert pen().quoted_title(first) not in loose_of(pen(desk=desk), [first.id])
    assert "2 onderwerpen" in loose_of(pen(desk=desk), [first.id])


def asked_small() -> Desk:
    """Return a desk on which four matters of two voices are asked about, the last one first."""
    desk = small(DESK, WORKS, 4)
    source = next(one for one in DESK.signals if not one.shown)
    whole = next(one for one in DESK.advices if one.action is Action.OPEN_TICKET)
    signals = tuple(replace(one, posts=source.posts[:1], open_questions=()) for one in desk.signals)
    advices = tuple(
        replace(
            whole,
            signal_id=one.id,
            post_id=source.posts[0],
            department=DepartmentId(WORKS),
            due=DUE + timedelta(days=4 - n),
        )
        for n, one in enumerate(signals)
    )
    return replace(desk, signals=signals, advices=advices)


def test_a_line_about_one_post_of_two_people_says_that_two_wrote() -> None:
    edition = edition_of(WORKS, asked_small())

    assert "2 mensen schreven hierover." in edition.also_asked[0].text


def test_what_is_due_first_is_asked_first() -> None:
    edition = edition_of(WORKS, asked_small())

    assert [ask.due for ask in edition.asks] == [DUE + timedelta(days=n) for n in (1, 2, 3)]
    assert [note.title for note in edition.also_asked] == ["Zaak 0"]


@pytest.mark.parametrize("reader", DEPARTMENTS)
def test_signals_stand_in_the_order_in_which_they_are_asked_about(reader: str) -> None:
    asked = asked_about(pen(reader))
    items = [one.signal_id for one in edition_of(reader).items]

    assert items[: len(asked)] == [one for one in asked if one in items]


def test_the_first_line_counts_what_is_found_below() -> None:
    desk = pen()
    alone = replace(desk.shown[0], trend=replace(desk.shown[0].trend, state=State.STEADY, weeks=2))
    one = pen(desk=replace(DESK, signals=(alone,)))

    assert state_line(one) == "1 signaal, loopt al 2 weken"
    assert opening_line(one, 1, 0).endswith("· 1 antwoord gevraagd")
    assert opening_line(one, 0, 1).endswith("· 1 antwoord gevraagd, over een vorige week")
    assert opening_line(one, 0, 0).endswith("· we vragen u niets")
