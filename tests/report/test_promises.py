"""What departments answered, told back: what they promised, what people say now, and the score."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from jobs.model import (
    LEAD,
    Action,
    Advice,
    Answer,
    DepartmentId,
    Feedback,
    Note,
    Score,
    Signal,
    SignalId,
    StoryId,
    Week,
    Who,
)
from jobs.report.desk import Desk
from jobs.report.edition import edit
from tests.report.scenes import WEEK, advice_of, rich_desk, words

READER = "publieke-ruimte"
LAMPS, SEWER = "s-verlichting-molenstraat-uit", "s-rioolwerken-stationsstraat"
DESK = rich_desk()


def said(
    answer: Answer,
    story: str = SEWER,
    *,
    by: str = READER,
    day: date | None = None,
    told_in: Week = WEEK,
    owner: str | None = None,
) -> Feedback:
    return Feedback(
        token_hash=f"{story}{answer}",
        week=WEEK.previous,
        department=DepartmentId(by),
        signal_id=SignalId("2026-W45-x"),
        story_id=StoryId(story),
        answer=answer,
        owner=None if owner is None else DepartmentId(owner),
        day=day,
        said_at=datetime(2026, 11, 10, 9, tzinfo=UTC),
        told_in=told_in,
    )


def notes(*rows: Feedback, reader: str = READER, desk: Desk = DESK) -> list[Note]:
    """Return what is told of *rows* in the edition of *reader*."""
    edition = edit(replace(desk, feedback=rows), reader, words())
    assert edition is not None
    others = words().say("before.others")
    return [n for n in edition.open_before if not n.waits and n.title != others]


def texts(*rows: Feedback, reader: str = READER, desk: Desk = DESK) -> list[str]:
    return [note.text for note in notes(*rows, reader=reader, desk=desk)]


def silent() -> Desk:
    """Return a week in which nobody speaks of the sewer works any more."""
    kept = tuple(one for one in DESK.signals if one.story_id != SEWER)
    ids = {one.id for one in kept}
    advices = tuple(one for one in DESK.advices if one.signal_id in ids)
    return replace(DESK, signals=kept, advices=advices)


NOW = "Deze week schreven 13 mensen erover, vorige week 6."
AGAIN = "Deze week schreven 4 mensen er opnieuw over."
SOON, LATE = date(2026, 12, 3), date(2026, 11, 13)


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (said(Answer.PLANNED, day=SOON), f"Gepland tegen 3 december, zei u op 10 november. {NOW}"),
        (
            said(Answer.PLANNED, day=LATE),
            f"Gepland tegen 13 november, zei u op 10 november. Die dag is voorbij. {NOW}",
        ),
        (said(Answer.PLANNED), f"Gepland, zei u op 10 november. {NOW}"),
        (said(Answer.DONE, LAMPS), f"Opgelost, zei u op 10 november. {AGAIN}"),
        (said(Answer.SINGLE, LAMPS), f"Dit kennen we al, zei u op 10 november. {AGAIN}"),
    ],
)
def test_what_was_promised_stands_beside_what_people_say_now(row: Feedback, text: str) -> None:
    assert texts(row) == [text]


def test_what_is_solved_and_silent_is_told_once() -> None:
    told = "Opgelost, zei u op 10 november. Deze week lazen we er niets over."

    assert texts(said(Answer.DONE), desk=silent()) == [told]
    assert texts(said(Answer.DONE, told_in=WEEK.previous), desk=silent()) == []


def test_what_is_planned_is_told_until_its_day_has_passed() -> None:
    before = {"told_in": WEEK.previous}
    ahead = said(Answer.PLANNED, day=date(2026, 12, 3), **before)  # type: ignore[arg-type]  # as named
    passed = said(Answer.PLANNED, day=date(2026, 11, 8), **before)  # type: ignore[arg-type]  # as named

    assert "Deze week lazen we er niets over." in texts(ahead, desk=silent())[0]
    assert texts(passed, desk=silent()) == []


def test_the_last_answer_counts() -> None:
    planned, done = said(Answer.PLANNED), said(Answer.DONE)

    assert texts(planned, done)[0].startswith("Opgelost")
    assert texts(done, planned)[0].startswith("Gepland")
    assert texts(done, said(Answer.GROUPING))[0].startswith("Opgelost")
    assert texts(done, said(Answer.OURS)) == []


def test_a_department_reads_its_own_promises_and_the_lead_those_of_all() -> None:
    rows = (said(Answer.PLANNED), said(Answer.DONE, LAMPS, by="groen"))

    assert [note.title[:5] for note in notes(*rows)] == ["Riool"]
    assert [text.partition(" op ")[0] for text in texts(*rows, reader=LEAD)] == [
        "Gepland, zei Publieke ruimte",
        "Opgelost, zei Groendienst",
    ]


def test_what_nobody_takes_is_told_to_the_lead_alone() -> None:
    row = said(Answer.NOT_OURS)
    nobodys = tuple(
        replace(one, department=None) if one.story_id == SEWER else one for one in DESK.signals
    )
    desk = replace(DESK, signals=nobodys)

    assert texts(row, desk=desk) == []
    told = texts(row, reader=LEAD, desk=desk)[0]
    assert told.startswith("Niet van ons, maar ook niet van een andere")
    assert texts(row, reader=LEAD) == []
    assert texts(said(Answer.NOT_OURS, owner="groen"), reader=LEAD) == []


def asks(*rows: Feedback) -> list[str]:
    edition = edit(replace(DESK, feedback=rows), READER, words())
    assert edition is not None
    return [ask.text for ask in edition.asks if "Molenstraat" in ask.text]


def test_what_is_planned_or_known_is_not_asked_again_and_what_is_back_is() -> None:
    assert len(asks()) == 1
    assert asks(said(Answer.PLANNED, LAMPS)) == []
    assert asks(said(Answer.PLANNED, LAMPS, day=date(2026, 12, 3))) == []
    assert asks(said(Answer.SINGLE, LAMPS)) == []
    assert len(asks(said(Answer.PLANNED, LAMPS, day=date(2026, 11, 12)))) == 1
    assert len(asks(said(Answer.DONE, LAMPS))) == 1
    assert len(asks(said(Answer.PLANNED, LAMPS, by="groen"))) == 1


def test_a_danger_is_asked_about_whatever_was_promised() -> None:
    danger = tuple(
        replace(one, action=Action.ESCALATE, rule="hazard") if one.department == READER else one
        for one in DESK.advices
    )
    desk = replace(DESK, advices=danger, feedback=(said(Answer.PLANNED, LAMPS),))
    edition = edit(desk, READER, words())

    assert edition is not None
    assert any("Molenstraat" in ask.text for ask in edition.asks)


def earlier(story: str, department: str, number: int) -> tuple[Signal, Advice]:
    """Return a signal of the week before, and that its department was asked about it."""
    like = next(one for one in DESK.signals if one.story_id == SEWER)
    signal = replace(
        like,
        id=SignalId(f"2026-W45-{number}"),
        week=WEEK.previous,
        story_id=StoryId(story),
        department=DepartmentId(department),
    )
    advice = replace(
        advice_of(signal),
        action=Action.CHECK_FIRST,
        who=Who.DEPARTMENT,
        department=DepartmentId(department),
    )
    return signal, advice


def scores(*rows: Feedback) -> tuple[Score, ...]:
    pairs = [
        earlier(SEWER, READER, 1),
        earlier(LAMPS, READER, 2),
        earlier("s-a", READER, 3),
        earlier("s-b", "groen", 4),
        earlier("s-c", "no-longer", 5),
    ]
    desk = replace(
        DESK,
        earlier=tuple(signal for signal, _ in pairs),
        asked=tuple(advice for _, advice in pairs),
        feedback=rows,
    )
    edition = edit(desk, LEAD, words())
    assert edition is not None
    assert bool(edition.scores) == bool(edition.scores_caption)
    return edition.scores


def test_the_lead_sees_what_each_department_did_with_what_it_was_asked() -> None:
    found = scores(said(Answer.PLANNED), said(Answer.DONE, LAMPS), said(Answer.OURS, "s-a"))

    assert found == (
        Score(department="Publieke ruimte", asked=3, open=1, planned=1, done=1),
        Score(department="Groendienst", asked=1, open=1, planned=0, done=0),
    )


def test_what_was_not_a_departments_does_not_count_against_it() -> None:
    found = scores(said(Answer.NOT_OURS, "s-a"), said(Answer.NOT_OURS, "s-b", by="groen"))

    assert found == (Score(department="Publieke ruimte", asked=2, open=2, planned=0, done=0),)


def test_what_one_department_solved_is_not_counted_for_another_that_had_it_before() -> None:
    found = scores(said(Answer.NOT_OURS, "s-a"), said(Answer.DONE, "s-a", by="groen"))

    assert [(one.department, one.asked, one.done) for one in found] == [
        ("Publieke ruimte", 2, 0),
        ("Groendienst", 1, 0),
    ]


def test_a_matter_that_was_none_is_not_open_and_one_that_was_planned_stays_so() -> None:
    found = scores(
        said(Answer.GROUPING, "s-a"), said(Answer.PLANNED, LAMPS), said(Answer.GROUPING, LAMPS)
    )

    assert found[0] == Score(department="Publieke ruimte", asked=2, open=1, planned=1, done=0)


def test_what_was_too_small_to_show_counts_once_it_is_answered() -> None:
    lone, advice = earlier("s-d", READER, 6)
    desk = replace(DESK, earlier=(replace(lone, voices=1),), asked=(advice,))
    other = edit(replace(desk, feedback=(said(Answer.PLANNED, LAMPS),)), LEAD, words())
    own = edit(replace(desk, feedback=(said(Answer.DONE, "s-d"),)), LEAD, words())

    assert other is not None
    assert own is not None
    assert other.scores == ()
    assert [one.done for one in own.scores] == [1]


def test_without_any_answer_there_is_no_score() -> None:
    assert scores() == ()
