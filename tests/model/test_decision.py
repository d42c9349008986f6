"""What a person points at becomes a correction, or an error that says what to do."""

from dataclasses import replace

import pytest

from jobs.model import CorrectionKind, DepartmentId, PostId, Signal, SignalId, StoryId
from jobs.model.decision import (
    Authority,
    DecisionError,
    Matter,
    follows,
    judge,
    merge,
    own_story,
    route,
    split,
)
from tests.make import (
    MONDAY,
    WEEK,
    corrections,
    make_correction,
    make_post,
    make_signal,
    thread_ids,
)

LEAD = Authority("communication lead", MONDAY)


def matter(*threads: int) -> Matter:
    signal = make_signal(tuple(make_post(number=number) for number in threads))
    return Matter(signal=signal, threads=thread_ids(*threads))


def of_week_later(matter: Matter) -> Matter:
    signal: Signal = replace(matter.signal, id=SignalId("2026-W47-x"), week=WEEK.next)
    return replace(matter, signal=signal)


def test_merging_signals_says_that_all_their_threads_are_one_matter() -> None:
    made = merge([matter(3, 1), matter(2)], LEAD)

    assert made.kind is CorrectionKind.TOGETHER
    assert made.threads == thread_ids(1, 2, 3)
    assert (made.week, made.decided_at, made.by) == (WEEK, MONDAY, "communication lead")


def test_one_signal_or_signals_of_two_weeks_cannot_be_merged() -> None:
    with pytest.raises(DecisionError, match="at least two"):
        merge([matter(1), matter(1)], LEAD)
    with pytest.raises(DecisionError, match=r"different weeks.*continues"):
        merge([matter(1), of_week_later(matter(2))], LEAD)


def test_splitting_keeps_some_threads_apart_from_the_rest() -> None:
    made = split(matter(0x10, 0x20, 0x30), [thread_ids(0x20)[0]], LEAD)

    assert (made.threads, made.others) == (thread_ids(0x20), thread_ids(0x10, 0x30))


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("f",), "no thread f; it has"),
        (("0",), "several threads that begin with 0"),
        (thread_ids(1, 2), "not all"),
        ((), "not all"),
    ],
)
def test_threads_to_split_off_must_be_some_of_the_signal(names: tuple[str, ...], told: str) -> None:
    with pytest.raises(DecisionError, match=told):
        split(matter(1, 2), names, LEAD)


def test_a_signal_continues_a_story_or_does_not_but_never_the_one_it_began() -> None:
    signal = matter(1)
    yes = follows(signal, StoryId("s-old"), LEAD, yes=True)
    no = follows(signal, StoryId("s-old"), LEAD, yes=False)

    assert (yes.kind, no.kind) == (CorrectionKind.CONTINUES, CorrectionKind.NOT_CONTINUES)
    assert yes.story_id == no.story_id == "s-old"
    with pytest.raises(DecisionError, match="began with"):
        follows(signal, own_story(signal.signal), LEAD, yes=True)


def test_a_department_is_said_of_a_story_and_a_judgement_of_a_post() -> None:
    routed = route(matter(1), DepartmentId("wegen"), LEAD)
    judged = judge(PostId("a"), WEEK, {"topic": 0.5, "name": 1.0}, LEAD, yes=False)

    assert (routed.story_id, routed.value) == (matter(1).signal.story_id, "wegen")
    assert (judged.post_id, judged.value) == ("a", "no")
    assert judged.strengths == (("name", 1.0), ("topic", 0.5))


@pytest.mark.parametrize("role", ["", "  ", "an@town.example", "x" * 61])
def test_what_is_no_role_is_refused(role: str) -> None:
    with pytest.raises(DecisionError, match="role"):
        Authority(role, MONDAY)


def test_the_latest_word_on_a_post_holds_whatever_the_order_they_are_kept_in() -> None:
    about = CorrectionKind.ABOUT
    first = make_correction(about, post_id=PostId("a"), value="yes", minute=1, id=2)
    last = make_correction(about, post_id=PostId("a"), value="no", minute=2, id=1)

    assert corrections(first, last).about() == corrections(last, first).about() == {"a": last}


@pytest.mark.parametrize("by", ["", " ", "x" * 99, "a@b.example", "Jan, 0475", "lead\nnote"])
def test_a_role_is_no_name_number_or_address(by: str) -> None:
    with pytest.raises(DecisionError, match="never a name, a number or an address"):
        Authority(by, MONDAY)
