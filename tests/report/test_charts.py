"""Charts: zero-based bars, every figure at its bar, nothing outside the picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.model import Bars, Kind, Rank, Ranking, Share
from jobs.report.charts import CHARTS, Drawing
from jobs.report.charts.drawing import Tone
from jobs.report.charts.ranked import change

counts = st.lists(st.integers(min_value=0, max_value=500), min_size=1, max_size=8)


def bars_of(values: list[int]) -> Bars:
    return Bars(
        headline="h",
        caption="c",
        alternative="a",
        labels=tuple(f"w{index}" for index in range(len(values))),
        values=tuple(values),
        highlight=len(values) - 1,
    )


def inside(drawing: Drawing) -> bool:
    return all(
        box.x >= 0
        and box.y >= 0
        and box.x + box.width <= drawing.width + 0.1
        and box.y + box.height <= drawing.height + 0.1
        for box in drawing.boxes
    )


@given(counts)
def test_bars_stay_inside_and_keep_their_proportions(values: list[int]) -> None:
    drawing = CHARTS["bars"](bars_of(values))

    assert inside(drawing)
    assert [box.value for box in drawing.boxes] == [str(value) for value in values]
    assert [box.tone for box in drawing.boxes].count(Tone.ACCENT) == 1
    heights = [box.height for box in drawing.boxes]
    assert all((height > 0) == (value > 0) for height, value in zip(heights, values, strict=True))
    assert heights.index(max(heights)) == values.index(max(values)) or max(values) == 0


@given(counts)
def test_a_young_story_leaves_the_first_weeks_empty(history: list[int]) -> None:
    drawing = CHARTS["sparkline"](tuple(history))

    assert inside(drawing)
    assert len(drawing.boxes) == len(history)
    assert drawing.boxes[-1].tone is Tone.ACCENT


def test_a_long_history_shows_its_last_eight_weeks() -> None:
    drawing = CHARTS["sparkline"](tuple(range(20)))

    assert [box.value for box in drawing.boxes] == [str(week) for week in range(12, 20)]


@given(st.lists(st.integers(min_value=1, max_value=60), min_size=1, max_size=7))
def test_parts_of_a_bar_fill_it(posts: list[int]) -> None:
    kinds = list(Kind)
    shares = tuple(
        Share(kind=kinds[index], word=kinds[index].value, posts=count)
        for index, count in enumerate(posts)
    )
    drawing = CHARTS["stacked"](shares)

    assert inside(drawing)
    last = drawing.boxes[-1]
    assert last.x + last.width == pytest.approx(drawing.width, abs=0.2)
    assert [box.label for box in drawing.boxes] == [share.word for share in shares]


def test_a_ranking_says_value_and_change() -> None:
    ranks = (
        Rank(label="Mobiliteit", value=21, before=21),
        Rank(label="Een dienst met een bijzonder lange naam en nog wat", value=5, before=12),
        Rank(label="Nieuw", value=0, before=None),
    )
    drawing = CHARTS["ranked"](Ranking(headline="h", caption="c", alternative="a", ranks=ranks))

    assert inside(drawing)
    assert [box.value for box in drawing.boxes] == ["21 (\u00b10)", "5 (\u22127)", "0"]
    assert drawing.boxes[1].label == "Een dienst met een bijzonder la…"
    assert change(Rank(label="x", value=3, before=1)) == " (+2)"
