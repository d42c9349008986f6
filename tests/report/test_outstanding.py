"""One list of what waits: what a department reads of earlier weeks the lead reads, and reversed."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from jobs.language import LANGUAGES
from jobs.model import LEAD, Answer, Edition, Fact, Measure, PostId, Week
from jobs.report.asked import asked_about
from jobs.report.backlog import MAX_LINES, backlog_of
from jobs.report.desk import Desk, Pen
from jobs.report.edition import edit
from jobs.report.job import desk_of
from jobs.report.matters import awaited
from jobs.report.outstanding import Outstanding, late_in, outstanding
from jobs.report.questions import brief_question_of
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
        edition = edit(desk, one.reader, words())
        listed = {note.title for note in edition.open_before if note.waits}
        going_on = {one.by_id[item.signal_id].story_id for item in edition.items}
        going_on |= {one.by_id[signal_id].story_id for signal_id in asked_about(one)}
        assert listed == {one.title(s) for s, _ in waits if s.story_id not in going_on}
        for signal, posts in waits:
            told_now = words().count("before.open", len(posts), week=signal.week.number)
            assert (told_now in said_now(edition)) or signal.story_id not in going_on
            assert one.title(signal) in told or late >= set(posts)
        each |= owned(waits)
    assert each == owned(outstanding(pen(desk, LEAD)))


def said_now(edition: Edition) -> str:
    """Return what stands with the matters of this week of what waited before."""
    asks, items = (a.reason for a in edition.asks), (i.answer for i in edition.items)
    return " ".join((*asks, *items, *(note.text for note in edition.also_asked)))


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


def parts_of(desk: Desk) -> tuple[int, ...]:
    """Return the figures of the sentence that adds up what waits: all of it first."""
    told = edit(desk, LEAD, words()).open_before_ask
    _, _, summed = told.partition("samen ")
    return tuple(map(int, re.findall(r"\d+", summed)))


def adds_up(desk: Desk) -> None:
    """Check that all that waits is told in parts, of which no post is in two."""
    lead = pen(desk, LEAD)
    week = {post for signal in awaited(lead) for post in signal.open_questions}
    before = {post for one in outstanding(lead) for post in one.posts}
    late = late_in(desk)
    parts = (len(week), len(before - late - week), len(late - week))

    assert parts_of(desk) == (len(week | before | late), *(part for part in parts if part))


def test_all_that_waits_is_one_figure_with_its_parts() -> None:
    adds_up(DESK)

    assert parts_of(DESK)[0] == sum(parts_of(DESK)[1:])


def test_a_question_that_waits_too_long_in_this_week_too_is_counted_once() -> None:
    signal = next(one for one in DESK.signals if one.shown and one.open_questions)
    (figure,) = [one for one in DESK.conduct if one.measure is Measure.OPEN]
    both = replace(figure, posts=(*figure.posts, signal.open_questions[0]))
    others = tuple(one for one in DESK.conduct if one is not figure)

    adds_up(replace(DESK, conduct=(*others, both)))

    assert parts_of(replace(DESK, conduct=(*others, both))) == parts_of(DESK)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_matter_that_waits_of_an_earlier_week_can_be_opened(language: str) -> None:
    lead = Pen(desk=DESK, reader=LEAD, words=words(language))
    open_to_all = [
        (one.signal, one.posts)
        for one in outstanding(lead)
        if not all(map(lead.kept_back, lead.posts(one.posts)))
    ]

    assert open_to_all
    for note in backlog_of(lead, open_to_all[:MAX_LINES]):
        assert note.url or (note.quote is not None and note.quote.url)


def test_of_an_earlier_matter_of_few_voices_no_word_is_printed_but_its_place() -> None:
    found = outstanding(pen(DESK, LEAD))[0]
    small = replace(found.signal, voices=1, voice_posts=1)

    (note,) = backlog_of(pen(DESK, LEAD), [(small, found.posts[:1])])

    assert note.quote is None
    assert re.search(r"van \d+ \w+ \(", note.text)
    assert note.url


def test_what_is_somebodys_own_life_is_named_and_no_more() -> None:
    found = outstanding(pen(DESK, LEAD))[0]
    (post,) = found.posts[:1]
    told = replace(
        DESK.posts[post],
        text="Ik kan de huur niet betalen, mijn uitkering is stopgezet. Wie helpt mij?",
    )
    desk = replace(DESK, posts={**DESK.posts, post: told})

    (note,) = backlog_of(pen(desk, LEAD), [(found.signal, (post,))])

    assert (note.quote, note.url) == (None, None)
    assert "uitkering" not in note.text


def test_a_department_reads_no_word_of_an_earlier_post_about_a_life_that_stands_alone() -> None:
    life = "Ik ben mijn werk kwijt, waar kan ik terecht?"
    waits = next(one for one in outstanding(pen(DESK, "vrije-tijd")) if one.signal.shown)
    small = replace(waits.signal, voices=1, voice_posts=1, posts=waits.posts)
    posts = {one: replace(DESK.posts[one], text=life) for one in waits.posts}
    earlier = tuple(small if one.id == small.id else one for one in DESK.earlier)
    (figure,) = [one for one in DESK.conduct if one.measure is Measure.OPEN]
    late = (replace(figure, posts=waits.posts),)
    desk = replace(DESK, posts={**DESK.posts, **posts}, earlier=earlier, conduct=late)
    notes = edit(desk, "vrije-tijd", words()).open_before
    (note,) = [one for one in notes if one.title == pen(desk, "vrije-tijd").title(small)]

    assert "Het gaat over" not in note.text
    assert "communicatie toont u" in note.text


def test_people_on_whom_waiting_weighs_come_first() -> None:
    waiting = [(one.signal, one.posts) for one in outstanding(pen(DESK, LEAD))]
    last, _ = waiting[-1]
    advice = replace(
        DESK.advices[0],
        signal_id=last.id,
        post_id=None,
        facts=(Fact(name="vulnerable", value=True, posts=last.posts),),
    )
    desk = replace(DESK, before=(advice,))

    assert len(waiting) > 1
    assert backlog_of(pen(desk, LEAD), waiting)[0].title == pen(desk, LEAD).title(last)


def test_more_matters_than_can_be_seen_to_are_named_together() -> None:
    found = outstanding(pen(DESK, LEAD))[0]

    notes = backlog_of(pen(DESK, LEAD), [(found.signal, found.posts)] * (MAX_LINES + 2))

    assert len(notes) == MAX_LINES + 1
    assert notes[-1].title == "Wachten ook"
    assert not notes[-1].waits


def test_of_a_long_post_the_sentence_that_asks_is_quoted() -> None:
    lead = pen(DESK, LEAD)
    found = outstanding(lead)[0]
    (post,) = found.posts[:1]
    text = "Ik sta hier al een half uur. Waar moet ik met dat oude hout naartoe? Stom toch."
    asked = replace(DESK.posts[post], text=text, title="")

    assert brief_question_of(lead, asked).text == "Waar moet ik met dat oude hout naartoe?"
