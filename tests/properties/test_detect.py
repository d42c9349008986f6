"""Laws of detecting: what a thread adds to a post, whatever the thread."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from jobs.detect.context import opening, surroundings
from jobs.detect.model import Frame
from jobs.detect.reading import Reading
from jobs.model import Role, Speaker
from tests.make import make_post


@st.composite
def threads(draw: st.DrawFn) -> tuple[Reading, ...]:
    """A thread of some posts; its opening post may be missing, or not be the first."""
    size = draw(st.integers(1, 8))
    opens = draw(st.integers(0, size))
    return tuple(
        Reading(
            post=replace(
                make_post("idem", number=number, speaker=draw(st.sampled_from(Speaker))),
                role=Role.OPENING if number == opens else Role.COMMENT,
            ),
            traces={},
            values={},
            alone=draw(st.sampled_from((0.0, 0.2, 0.5, 0.9))),
        )
        for number in range(1, size + 1)
    )


@given(threads())
def test_the_others_are_all_replies_but_oneself(thread: tuple[Reading, ...]) -> None:
    root = opening(thread)

    for one, values in zip(thread, surroundings(thread, {}), strict=True):
        others = [other for other in thread if other is not one and other is not root]
        ours = any(other.post.speaker is Speaker.MUNICIPALITY for other in others)

        assert values[Frame.OTHERS] == max((other.alone for other in others), default=0.0)
        assert values[Frame.OWN_REPLY] == float(ours)
