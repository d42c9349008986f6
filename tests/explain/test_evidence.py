"""What a post weighs is told piece by piece, and the pieces add up to its confidence."""

import math
import re
from collections.abc import Mapping

import pytest

from jobs.detect.model import THREAD, THREAD_BIAS, Frame, confidence
from jobs.explain.evidence import around_part
from jobs.explain.words import FRAMES
from jobs.model import Mention
from tests.make import WEEK, make_post

TOLD = {
    Frame.OPENING: "it opens a thread",
    Frame.LENGTH: "how much it says",
    Frame.LATE: "how late in its thread it stands",
    Frame.ASIDE: "it answers another reply",
    Frame.ASKS: "it asks something",
}
"""Of each trace that is no evidence, how its words begin."""


def lines(frames: Mapping[str, float]) -> tuple[str, ...]:
    """Return what is said of a post in which nothing but *frames* was found."""
    post = make_post()
    sure = confidence({Frame(name): strength for name, strength in frames.items()})
    mention = Mention(post_id=post.id, week=WEEK, confidence=sure, kept=False, evidence=())
    return around_part(post, mention, None, frames).lines


def test_every_trace_is_told_as_evidence_or_in_words_of_its_own() -> None:
    evidence = {
        Frame.OWN_PAGE, Frame.LOCAL, Frame.ROOT, Frame.OTHERS, Frame.OWN_REPLY, Frame.OWN_ROOT
    }  # fmt: skip

    assert set(FRAMES) == set(Frame) - evidence
    assert set(FRAMES) == set(TOLD)
    assert all(FRAMES[frame].startswith(words) for frame, words in TOLD.items())


@pytest.mark.parametrize("frame", [frame for frame in FRAMES if frame in THREAD])
def test_each_is_told_with_its_side_and_its_weight(frame: Frame) -> None:
    told = [line for line in lines({frame: 0.5, Frame.LENGTH: 1.0}) if FRAMES[frame] in line]
    strength = 1.0 if frame is Frame.LENGTH else 0.5
    side = "for" if THREAD[frame] > 0 else "against"

    assert len(told) == 1
    assert f"{side} it ({THREAD[frame] * strength:+.2f})" in told[0]


def test_what_is_told_adds_up_to_the_confidence_heaviest_first() -> None:
    *found, total = lines({"opening": 1.0, "length": 0.9, "late": 0.3, "aside": 1.0})
    weights = [float(weight) for line in found for weight in re.findall(r"\(([+-][\d.]+)\)", line)]
    start, whole = map(float, re.findall(r"[+-]\d+\.\d+", total))

    assert start == THREAD_BIAS
    assert sorted(weights, key=abs, reverse=True) == weights
    assert start + sum(weights) == pytest.approx(whole, abs=0.03)
    assert f"which is {100 / (1 + math.exp(-whole)):.0f} %" in total


def test_what_weighs_nothing_is_not_told() -> None:
    told = " ".join(lines({"asks": 1.0, "late": 0.0, "length": 0.8}))

    assert FRAMES[Frame.LENGTH] in told
    assert FRAMES[Frame.ASKS] not in told
    assert FRAMES[Frame.LATE] not in told
