"""One list of what waits: what a department reads of earlier weeks the lead reads, and reversed."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from jobs.model import LEAD, Answer, Edition, Fact, Measure, PostId, Week
from jobs.report.desk import Desk, Pen
from jobs.report.edition import edit
from jobs.report.job import desk_of
from jobs.report.outstanding import Outstanding, late_in, outstanding
from jobs.report.waiting import not_over, still_waiting
from jobs.wiring import open_workplace
from tests.conftest import Demo
from tests.report.scenes import rich_desk, words
from tests.report.test_promises import said

DESK = rich_desk()
BRUSSELS = ZoneInfo("Europe/Brussels")


def pen(desk: Desk, reader: str) -> Pen:
    return Pen(desk=desk, reader=reader, words=words())


def departments(desk: Desk) -> Iterator[Pen]:
    return (pen(desk, one.id) for one in desk.settings.departments)


def owned(found: tuple[Outstanding, ...]) -> set[tuple[str, PostId]]:
    return {
        (one.signal.title, post) for one in found for post in one.posts if one.signal.department
    }


def lists_agree(desk: Desk) -> None:
    """Check that the lists hold the same posts, and that every matter of them is printed."""
    lead = edit(desk, LEAD, words())
    told = said_by(lead)
    late = late_in(desk)
    each: set[tuple[str, PostId]] = set()
    for one in departments(desk):
        waits = outstanding(one)
        titles = [note.title for note in edit(desk, one.reader, words()).open_before]
        for signal, posts in waits:
            assert one.title(signal) in titles
            assert one.title(signal) in told or late >= set(posts)
        each |= owned(waits)
    assert each == owned(outstanding(pen(desk, LEAD)))


def said_by(edition: Edition) -> str:
    return " ".join(f"{note.title} {note.text}" for note in edition.open_before)


def test_the_lists_of_the_lead_and_the_departments_are_one() -> None:
    lists_agree(DESK)

    assert outstanding(pen(DESK, LEAD))


def test_they_are_in_every_week_of_the_demo(demo: Demo, tmp_path: Path) -> None:
    folder = shutil.copytree(demo.folder, tmp_path / "demo")
    with open_workplace(folder / "sources.toml") as work:
        for number in (44, 45, 46):
            week = Week(2026, number)
            desk = desk_of(work.store, work.settings, week, work.key, close=False)
            lists_agree(desk)
            assert outstanding(pen(desk, LEAD))


def test_what_waits_too_long_on_an_own_page_stands_with_its_department_too() -> None:
    late = late_in(DESK)
    signals = [one for one in DESK.earlier if late & set(one.posts)]
    assert signals

    for signal in signals:
        (mine,) = [
            one
            for one in outstanding(pen(DESK, signal.department or LEAD))
            if one.signal.id == signal.id
        ]
        assert late & set(signal.posts) <= set(mine.posts)


def test_what_a_department_promised_is_not_asked_again() -> None:
    signal = outstanding(pen(DESK, LEAD))[0].signal
    promise = said(Answer.PLANNED, signal.story_id, by=signal.department or "")
    desk = replace(DESK, feedback=(promise,))

    assert all(one.signal.story_id != signal.story_id for one in outstanding(pen(desk, LEAD)))


def test_only_what_the_advice_says_waits_is_counted() -> None:
    signal = next(one for one in DESK.signals if len(one.open_questions) > 1)
    whole = next(a for a in DESK.advices if a.signal_id == signal.id and a.post_id is None)
    kept, *_ = signal.open_questions
    known = replace(whole, facts=(Fact(name="open_questions", value=1.0, posts=(kept,)),))

    assert still_waiting([signal], [known])[0].open_questions == (kept,)
    assert still_waiting([signal], [replace(whole, facts=())]) == (signal,)


@pytest.mark.parametrize(("day", "waits"), [(date(2026, 11, 13), 1), (date(2026, 11, 16), 0)])
def test_of_an_earlier_week_only_what_one_still_can_answer_waits(day: date, waits: int) -> None:
    signal = next(one for one in DESK.signals if one.open_questions)
    asked = replace(
        DESK.posts[signal.open_questions[0]],
        text="Hoe laat komt de Sint zaterdag?",
        language="nl",
        posted_at=datetime(2026, 11, 12, 9, tzinfo=UTC),
    )
    one = replace(signal, open_questions=(asked.id,))

    (left,) = not_over([one], [asked], BRUSSELS, day)

    assert len(left.open_questions) == waits


def test_too_long_is_what_the_figures_say() -> None:
    (figure,) = [one for one in DESK.conduct if one.measure is Measure.OPEN]

    assert late_in(DESK) == set(figure.posts)
