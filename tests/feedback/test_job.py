"""Replies to a real edition, on a real store: what each answer leads to, and what has no effect."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from jobs.errors import SourceBroken
from jobs.feedback import job
from jobs.feedback.job import Letter, Reader, Taken
from jobs.model import (
    NOBODY,
    Answer,
    Correction,
    CorrectionKind,
    Cursor,
    DepartmentId,
    Signal,
    SourceId,
    SourceStatus,
    StoryId,
)
from jobs.model.token import Refusal, Token, seal
from jobs.store import Store
from tests.report.scenes import SOURCES, WEEK, rich_desk, settings
from tests.stores import open_store

KEY = b"k" * 32
NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
DESK = rich_desk()
OURS = DepartmentId("publieke-ruimte")
SEWER = next(one for one in DESK.signals if "rioolwerken" in one.id)
LAMPS = next(one for one in DESK.signals if "verlichting" in one.id)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store that holds the rich week."""
    filled = open_store(tmp_path / "town.db")
    for source in SOURCES:
        posts = [post for post in DESK.posts.values() if post.source_id == source]
        status = SourceStatus(source_id=SourceId(source), cursor=Cursor.start())
        filled.posts.save(posts, (), status, {})
    filled.signals.put(WEEK, DESK.signals, ())
    return filled


def reader(store: Store, *, now: datetime = NOW) -> Reader:
    return Reader(store, settings(), KEY, lambda: now)


def token(answer: Answer, signal: Signal = SEWER, *, owner: str | None = None) -> str:
    said = Token(
        week=WEEK,
        department=OURS,
        signal_id=signal.id,
        answer=answer,
        owner=None if owner is None else DepartmentId(owner),
    )
    return seal(KEY, "heidebeek", said)


def click(store: Store, sealed: str, text: str = "") -> Taken | Refusal:
    letter = Letter(seen="", subject=f"Antwoord: x, {sealed}", text=text)
    return reader(store).take(letter)


def corrections(store: Store) -> tuple[Correction, ...]:
    return store.corrections.all().made


def test_ours_gives_the_story_to_the_department_that_says_so(store: Store) -> None:
    found = click(store, token(Answer.OURS))
    (made,) = corrections(store)

    assert isinstance(found, Taken)
    assert found.correction == made.id
    assert (made.kind, made.value, made.by) == (CorrectionKind.DEPARTMENT, OURS, "department")
    assert (made.story_id, made.week) == (SEWER.story_id, WEEK)


@pytest.mark.parametrize(
    ("owner", "text", "value"),
    [
        ("mobiliteit", "", "mobiliteit"),
        ("mobiliteit", "Welke dienst: Groendienst", "mobiliteit"),
        (None, "Welke dienst: groendienst\n\nLaat staan", "groen"),
        (None, "Which department: Mobiliteit", "mobiliteit"),
        (None, "Welke dienst: die van hiernaast", NOBODY),
        (None, "", NOBODY),
    ],
)
def test_not_ours_moves_the_story_to_whom_was_said(
    store: Store, owner: str | None, text: str, value: str
) -> None:
    click(store, token(Answer.NOT_OURS, owner=owner), text)
    (made,) = corrections(store)
    (said,) = store.feedback.all()

    assert (made.kind, made.value) == (CorrectionKind.DEPARTMENT, value)
    assert (said.owner or NOBODY) == value


@pytest.mark.parametrize(
    ("answer", "day"),
    [(Answer.PLANNED, date(2026, 12, 3)), (Answer.DONE, None), (Answer.SINGLE, None)],
)
def test_what_is_promised_is_kept_and_corrects_nothing(
    store: Store, answer: Answer, day: date | None
) -> None:
    click(store, token(answer), "Gepland tegen: 3 december")
    (said,) = store.feedback.all()

    assert (said.answer, said.day, said.department) == (answer, day, OURS)
    assert corrections(store) == ()


def test_wrong_grouping_takes_out_the_conversations_that_are_named(store: Store) -> None:
    posts = store.posts.by_id(SEWER.posts)
    threads = list(dict.fromkeys(posts[one].thread_id for one in SEWER.posts))
    click(store, token(Answer.GROUPING), "Welk gesprek: B")
    (made,) = corrections(store)

    assert len(threads) == 5
    assert (made.kind, made.threads) == (CorrectionKind.APART, (threads[1],))
    assert set(made.others) == set(threads) - {threads[1]}


def test_wrong_grouping_without_more_keeps_all_conversations_apart(store: Store) -> None:
    click(store, token(Answer.GROUPING), "Welk gesprek: alles door elkaar")
    (made,) = corrections(store)

    assert made.kind is CorrectionKind.APART
    assert made.threads == made.others
    assert len(made.threads) == 5


def test_of_one_conversation_only_its_story_can_be_wrong(store: Store) -> None:
    click(store, token(Answer.GROUPING, LAMPS))
    (made,) = corrections(store)

    assert (made.kind, made.story_id) == (CorrectionKind.NOT_CONTINUES, LAMPS.story_id)

    alone = replace(LAMPS, story_id=StoryId(f"s-{LAMPS.id}"))
    store.signals.put(WEEK, [alone, SEWER], ())
    sealed = seal(
        KEY,
        "heidebeek",
        Token(week=WEEK, department=OURS, signal_id=alone.id, answer=Answer.GROUPING,
              owner=DepartmentId("groen")),
    )  # fmt: skip
    assert isinstance(click(store, sealed), Taken)
    assert corrections(store) == (made,)


def test_one_token_has_one_effect(store: Store) -> None:
    sealed = token(Answer.PLANNED)

    assert isinstance(click(store, sealed, "Gepland tegen: 3/12"), Taken)
    assert click(store, sealed.lower(), "Gepland tegen: 4/12") is Refusal.REPLAYED
    assert [one.day for one in store.feedback.all()] == [date(2026, 12, 3)]


def test_of_two_answers_that_contradict_the_last_counts_and_both_are_kept(store: Store) -> None:
    click(store, token(Answer.OURS))
    click(store, token(Answer.NOT_OURS, owner="groen"))
    latest = next(store.corrections.all().latest(CorrectionKind.DEPARTMENT))

    assert latest.value == "groen"
    assert [one.answer for one in store.feedback.all()] == [Answer.OURS, Answer.NOT_OURS]
    assert len(corrections(store)) == 2


def test_what_has_no_effect_says_why_and_keeps_nothing(store: Store) -> None:
    sealed = token(Answer.DONE)
    late = reader(store, now=NOW + timedelta(weeks=9))
    gone = replace(SEWER, id=LAMPS.id)

    assert click(store, f"BS1{'A' * 48}") is Refusal.FORGED
    assert late.take(Letter(seen="", subject=sealed, text="")) is Refusal.EXPIRED
    assert click(store, token(Answer.DONE, replace(gone, id=gone.id[:-1]))) is Refusal.NO_SIGNAL  # type: ignore[arg-type]  # any text is an id here
    assert reader(store).take(Letter(seen="", subject=None, text="")) is Refusal.UNREADABLE
    assert store.feedback.all() == ()
    assert corrections(store) == ()


def test_the_log_says_why_and_nothing_of_the_mail(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = Letter(seen="", subject="canary-7f3a", text="canary-els@heidebeek.example")
    reader(store).take(letter)
    shown = capsys.readouterr().err

    assert "feedback.refused" in shown
    assert "no-token" in shown
    assert "canary" not in shown


def letters_of(*mails: Letter, then: Exception | None = None) -> job.Letters:
    async def letters(seen: str) -> AsyncGenerator[Letter, None]:
        for mail in mails:
            if mail.seen > seen:
                yield mail
        if then is not None:
            raise then

    return letters


def test_a_mailbox_is_gone_on_with_where_it_was_left(store: Store) -> None:
    mails = [
        Letter(seen="1", subject=token(Answer.OURS), text=""),
        Letter(seen="2", subject="Afwezig", text=""),
        Letter(seen="3", subject=token(Answer.DONE), text=""),
    ]
    broken = SourceBroken("feedback", "timeout")

    with pytest.raises(SourceBroken):
        asyncio.run(
            job.run(store, settings(), KEY, lambda: NOW, letters_of(*mails[:2], then=broken))
        )
    counts = asyncio.run(job.run(store, settings(), KEY, lambda: NOW, letters_of(*mails)))
    again = asyncio.run(job.run(store, settings(), KEY, lambda: NOW, letters_of(*mails)))

    assert counts == {"read": 1, "taken": 1, "refused": 0}
    assert again == {"read": 0, "taken": 0, "refused": 0}
    assert [one.answer for one in store.feedback.all()] == [Answer.OURS, Answer.DONE]
