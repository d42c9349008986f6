"""What people said of posts moves the constants: a few words little, many that agree clearly."""

import numpy as np
import pytest
from scipy.special import expit

from jobs.detect.evidence import Trace
from jobs.detect.learn import FIRMNESS, KINDS, firmness, learn, most_probable, people_said
from jobs.detect.model import KEEP, SHIPPED, Frame, Values, confidence
from jobs.model import Correction, CorrectionKind, Corrections, PostId
from tests.make import make_correction

SALE = (("for_sale", 0.5), ("local", 1.0), ("opening", 1.0), ("topic", 0.5))
WEEK: list[Values] = [
    {Trace.TOPIC: 0.5, Trace.REPORT: 0.5, Frame.OPENING: 1.0},
    {Trace.TOPIC: 0.75, Trace.PLACE: 1.0, Frame.OPENING: 1.0},
    {Trace.FOR_SALE: 0.5, Frame.OPENING: 1.0},
    {Trace.CHATTER: 0.5, Frame.ROOT: 0.3, Frame.OTHERS: 0.2},
    {Frame.ROOT: 0.9, Frame.OTHERS: 0.6, Frame.OWN_REPLY: 1.0},
    {Trace.QUESTION: 1.0, Trace.NAME: 1.0, Frame.OPENING: 1.0},
]


def about(count: int, value: str = "yes") -> Corrections:
    return Corrections(tuple(said(number, value) for number in range(count)))


def said(number: int, value: str) -> Correction:
    post = PostId(f"{number:032x}")
    return make_correction(
        CorrectionKind.ABOUT, post_id=post, value=value, minute=number, strengths=SALE
    )


def sure(count: int, value: str = "yes") -> float:
    """Return how sure the model is of something for sale after *count* equal words."""
    model = learn(about(count, value), WEEK)
    return confidence({kind: dict(SALE).get(kind.value, 0.0) for kind in KINDS}, model)


def test_without_a_word_the_shipped_constants_stay_to_the_bit() -> None:
    assert learn(Corrections(), WEEK) is SHIPPED
    erased = make_correction(CorrectionKind.ABOUT, post_id=PostId("a"), value="yes")
    assert learn(Corrections((erased,)), WEEK) is SHIPPED


def test_a_handful_moves_little_and_fifty_that_agree_clearly() -> None:
    before, handful, many = sure(0), sure(5), sure(50)

    assert before < 0.15
    assert handful < 0.3  # far from counting as a mention
    assert many > KEEP
    assert sure(50, "no") < before


@pytest.mark.parametrize("seed", range(8))
def test_the_most_probable_constants_are_found_however_far_the_data_pull(seed: int) -> None:
    rng = np.random.default_rng(seed)
    seen = rng.random((150, 1 + len(KINDS))) * (rng.random((150, 1 + len(KINDS))) < 0.7)
    truth = (rng.random(150) < seed / 8).astype(float)
    mean = np.array([SHIPPED.bias, *(SHIPPED.weights.get(kind, 0.0) for kind in KINDS)])
    firm = firmness(seen[:0], mean)

    found = most_probable(seen, truth, mean, firm)

    slope = seen.T @ (truth - expit(seen @ found)) - firm @ (found - mean)
    assert np.abs(slope).max() < 1e-5


def test_what_the_week_shows_much_of_is_believed_more_firmly() -> None:
    def moved(week: list[Values]) -> float:
        model = learn(about(20), week)
        return model.weights[Trace.FOR_SALE] - SHIPPED.weights[Trace.FOR_SALE]

    rare = moved([*WEEK[:2], *WEEK[3:]])
    common = moved([WEEK[2]] * 5 + [{}] * 5)

    assert FIRMNESS > 0
    assert rare > 0.1
    assert common < rare / 2


def test_the_latest_word_on_a_post_is_what_was_said() -> None:
    first = said(1, "yes")
    last = make_correction(
        CorrectionKind.ABOUT, post_id=first.post_id, value="no", minute=9, strengths=SALE
    )

    assert people_said(Corrections((last, first))) == {first.post_id: False}


def test_no_trace_and_frame_share_a_name() -> None:
    assert len({kind.value for kind in KINDS}) == len(KINDS)
