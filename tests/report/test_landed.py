"""Whether our answer landed: sentences that say what the figures say, and no more."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jobs.language import LANGUAGES
from jobs.model import LEAD, Landing, Note, Outcome, Role, Talked
from jobs.report.desk import Desk, Pen
from jobs.report.landed import FEW, MAX_LANDED, landed_of
from jobs.report.matters import numbers_of
from tests.make import MONDAY
from tests.report.scenes import WEEK, ZONE, rich_desk, words

DESK = rich_desk()


def landing(number: int = 0, **changes: object) -> Landing:
    """Return what our answer of Monday did to the *number*-th strongest signal."""
    signal = [one for one in DESK.signals if one.shown][number]
    ours = next(p for p in DESK.posts.values() if p.role is Role.COMMENT)
    told = Landing(
        week=WEEK,
        story_id=signal.story_id,
        signal_id=signal.id,
        answered_in=WEEK,
        answered_at=MONDAY,
        answers=(ours.id,),
        before=Talked(posts=(ours.id,) * 3, voices=2, unhappy=1),
        after=Talked(posts=(ours.id,) * 2, voices=2, unhappy=0, thanks=1),
        quiet=None,
        outcome=Outcome.CALM,
    )
    return replace(told, **changes)  # type: ignore[arg-type]  # a builder takes any field


def notes_of(*told: Landing, language: str = "nl", desk: Desk = DESK) -> tuple[Note, ...]:
    pen = Pen(desk=replace(desk, landings=told), reader=LEAD, words=words(language))
    return landed_of(pen)


def test_figures_before_and_after_and_thanks() -> None:
    (note,) = notes_of(landing())

    assert note.text == (
        "Antwoord op 9 november. Ongenoegen: van 1 op 3 naar 0 op 2. Daarna 1 keer dank."
        " Te weinig berichten om iets te besluiten."
    )


def test_so_many_posts_on_both_sides_are_enough_to_compare() -> None:
    ours = landing().answers
    enough = Talked(posts=ours * FEW, voices=FEW, unhappy=1)

    told = landing(before=enough, after=enough)
    assert "Te weinig" not in notes_of(told)[0].text
    less = replace(enough, posts=ours * (FEW - 1))
    assert "Te weinig" in notes_of(replace(told, after=less))[0].text


def test_a_story_too_small_for_the_table_has_its_number() -> None:
    told = landing()
    pen = Pen(desk=DESK, reader=LEAD, words=words("nl"))
    small = next(one for one in DESK.signals if not one.shown)
    signals = tuple(
        replace(one, story_id=told.story_id) if one is small else one
        for one in DESK.signals
        if one.id != told.signal_id
    )
    known = next(one for one in DESK.signals if one.id == told.signal_id)
    desk = replace(DESK, signals=signals, earlier=(replace(known, week=WEEK.previous),))
    number = numbers_of(replace(pen, desk=desk))[small.id]

    assert notes_of(told, desk=desk)[0].title.endswith(f" (klein onderwerp, nr. {number})")
    assert notes_of(told)[0].title == pen.title(known)


def test_a_message_of_our_own_is_called_that() -> None:
    opening = next(post.id for post in DESK.posts.values() if post.role is Role.OPENING)

    assert notes_of(landing(answers=(opening,)))[0].text.startswith("Eigen bericht op 9 november.")


def test_silence_is_told_and_an_answer_of_sunday_evening_says_nothing_yet() -> None:
    end = WEEK.bounds(ZONE)[1]
    silent = landing(after=Talked(), outcome=Outcome.QUIET)
    fresh = replace(silent, answered_at=end - timedelta(hours=3))

    assert notes_of(silent)[0].text.endswith("Sindsdien schreef niemand er nog over.")
    assert notes_of(fresh)[0].text.endswith("te kort geleden om te zien wat erna komt.")


def test_a_story_that_is_back_comes_first_and_says_since_when_it_was_quiet() -> None:
    back = landing(
        3,
        answered_in=WEEK.plus(-2),
        answered_at=MONDAY - timedelta(weeks=2),
        outcome=Outcome.BACK,
        quiet=WEEK.previous,
    )
    first, second = notes_of(landing(), back)

    assert first.text.endswith("In week 45 was het stil; nu schrijven mensen er weer over.")
    assert second.text.startswith("Antwoord op 9 november.")


def test_what_stays_quiet_is_named_once_and_counted_after_that() -> None:
    quiet = {"outcome": Outcome.QUIET, "quiet": WEEK}
    lately = landing(0, answered_in=WEEK.previous, **quiet)
    long_ago = landing(1, answered_in=WEEK.plus(-2), **quiet)
    first, rest = notes_of(lately, long_ago)

    assert first.text.endswith("Deze week schreef niemand er nog over.")
    assert rest.text == (
        "Over 1 verhaal dat we in de weken ervoor beantwoordden, schreef deze week niemand."
    )


def test_at_most_a_handful_is_named() -> None:
    assert len(notes_of(*(landing(number) for number in range(9)))) == MAX_LANDED


def test_a_signal_we_doubt_or_no_longer_hold_is_left_out() -> None:
    doubted = landing()
    signal = next(one for one in DESK.signals if one.id == doubted.signal_id)
    desk = replace(DESK, confidence=dict.fromkeys(signal.posts, 0.1))

    assert notes_of(doubted, desk=desk) == ()
    assert notes_of(doubted, desk=replace(DESK, signals=())) == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sides", ["both", "before", "after", "none"])
def test_every_language_words_every_case(language: str, sides: str) -> None:
    empty = Talked()
    told = landing(outcome=Outcome.QUIET)
    told = replace(told, before=empty) if sides in {"after", "none"} else told
    told = replace(told, after=empty) if sides in {"before", "none"} else told
    (note,) = notes_of(told, language=language)

    assert "{" not in note.text
    assert "  " not in note.text
