"""Charts: zero-based bars, every figure at its bar, nothing outside the picture."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.model import Bars, DotRow, Dots, Rank, Ranking, Share, Timeline
from jobs.report.charts import CHARTS, Drawing
from jobs.report.charts.dots import Field
from jobs.report.charts.drawing import Dot, Tone
from jobs.report.charts.ranked import change
from jobs.report.charts.stacked import TONES
from jobs.report.charts.timeline import Line

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


@given(st.lists(st.integers(min_value=1, max_value=60), min_size=1, max_size=5))
def test_parts_of_a_bar_fill_it(posts: list[int]) -> None:
    kinds = list(TONES)
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


FIGURE_WIDTH = 0.51
"""Width of a digit of Source Sans 3 in bold, as a part of its size."""


def spots_inside(drawing: Drawing, dots: tuple[Dot, ...], size: float, gap: float) -> bool:
    """Return whether dots and their figures stay inside, and touch no dot to their right."""
    right = [dot.x + dot.radius + gap + len(dot.value) * size * FIGURE_WIDTH for dot in dots]
    nexts = [
        other.x - other.radius if other.y == dot.y else drawing.width
        for dot, other in pairwise(dots)
    ]
    return all(dot.x >= dot.radius and dot.y >= dot.radius for dot in dots) and all(
        end <= edge + 0.7 for end, edge in zip(right, [*nexts, drawing.width], strict=True)
    )


@given(counts, st.integers(min_value=1, max_value=8))
def test_a_timeline_has_a_dot_for_each_week_since_its_first(values: list[int], weeks: int) -> None:
    timeline = Timeline(
        headline="h",
        caption="c",
        weeks=tuple(f"w{week}" for week in range(weeks)),
        most=max([1, *values]),
    )
    drawing = CHARTS["timeline"]((tuple(values), timeline))
    assert isinstance(drawing, Line)
    shown = values[-weeks:]
    while len(shown) > 1 and not shown[0]:
        shown.pop(0)

    assert [dot.value for dot in drawing.dots] == [str(voices) for voices in shown]
    assert spots_inside(drawing, drawing.dots, 7, 1.4)
    assert [dot.tone for dot in drawing.dots].count(Tone.ACCENT) == 1
    assert drawing.dots[-1].tone is Tone.ACCENT
    assert (drawing.start, drawing.end) == (drawing.dots[0].x, drawing.dots[-1].x)


def test_the_area_of_a_dot_stands_for_its_voices() -> None:
    timeline = Timeline(headline="h", caption="c", weeks=("w1", "w2"), most=100)
    drawing = CHARTS["timeline"](((25, 100), timeline))
    assert isinstance(drawing, Line)

    small, large = (dot.radius for dot in drawing.dots)
    assert large == 2 * small


rows_of_dots = (
    st.integers(min_value=2, max_value=6)
    .flatmap(
        lambda places: st.lists(
            st.lists(st.integers(min_value=0, max_value=999), min_size=places, max_size=places),
            min_size=2,
            max_size=8,
        )
    )
    .filter(lambda rows: any(map(any, rows)))
)


@given(rows_of_dots)
def test_a_field_has_a_dot_where_somebody_spoke_and_none_elsewhere(rows: list[list[int]]) -> None:
    places = tuple("Gemeentepagina van Heidebeek aan Zee" for _ in rows[0])
    field = Dots(
        headline="h",
        caption="c",
        alternative="a",
        places=places,
        rows=tuple(
            DotRow(label="Welzijn en Sociaal Huis (OCMW) en meer", values=tuple(row))
            for row in rows
        ),
    )
    drawing = CHARTS["dots"](field)
    assert isinstance(drawing, Field)
    most = max(value for row in rows for value in row)

    assert [dot.value for dot in drawing.dots] == [str(v) for row in rows for v in row if v]
    assert spots_inside(drawing, drawing.dots, 8, 2)
    assert all((dot.tone is Tone.ACCENT) == (dot.value == str(most)) for dot in drawing.dots)
    assert all(0 < name.y <= drawing.height for name in (*drawing.places, *drawing.themes))
    assert {name.text for name in drawing.themes} == {"Welzijn en Sociaal Huis (OCMW…"}
