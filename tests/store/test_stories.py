"""Stories from signals and confirmations: every signal in exactly one story, whatever was said."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from jobs.model import LinkKind, Signal, SignalId, StoryId, StoryLink
from jobs.store.stories import stories
from tests.make import WEEK, make_post, make_signal


def make_step(number: int, story: int) -> Signal:
    signal = make_signal((make_post(number=number),))
    week = WEEK.plus(number)
    return replace(signal, id=SignalId(f"{week}-x"), week=week, story_id=StoryId(f"s{story}"))


def confirm(signal: Signal, story: int) -> StoryLink:
    return StoryLink(
        signal_id=signal.id,
        week=signal.week,
        story_id=StoryId(f"s{story}"),
        kind=LinkKind.CONFIRMED,
        score=1.0,
        terms=(),
    )


@given(
    st.lists(st.integers(0, 5), max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 5)), max_size=8),
)
def test_every_signal_is_in_exactly_one_story(
    homes: list[int], moves: list[tuple[int, int]]
) -> None:
    steps = [make_step(number, home) for number, home in enumerate(homes)]
    links = [confirm(steps[number], story) for number, story in moves if number < len(steps)]

    found = stories(steps, links)

    assert sorted(one for story in found for one in story.signals) == sorted(s.id for s in steps)
    assert len({story.id for story in found}) == len(found)


def test_moves_are_followed_to_their_end_and_a_circle_does_no_harm() -> None:
    steps = [make_step(number, number) for number in range(3)]

    chain = stories(steps, [confirm(steps[2], 1), confirm(steps[1], 0)])
    circle = stories(steps[:2], [confirm(steps[0], 1), confirm(steps[1], 0)])

    assert [story.signals for story in chain] == [tuple(step.id for step in steps)]
    assert sum(len(story.signals) for story in circle) == 2


def test_a_confirmation_of_a_signal_that_is_gone_says_nothing() -> None:
    step, gone = make_step(1, 1), make_step(2, 2)

    assert len(stories([step], [confirm(gone, 1)])) == 1
