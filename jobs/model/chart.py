"""The figures of charts, each with its finding as a sentence, and one for who cannot see it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Bars over time with one highlighted.

    Attributes:
        headline: The finding, one sentence.
        caption: What is counted, and where it comes from.
        alternative: The figures as one sentence, for who cannot see the bars.
        labels: One a bar, in order of time.
        values: One a bar, 0 or more.
        highlight: Which bar the finding is about, from 0; None when none.
    """

    headline: str
    caption: str
    alternative: str
    labels: tuple[str, ...]
    values: tuple[int, ...]
    highlight: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """One bar of a ranking.

    Attributes:
        label: Whose bar it is.
        value: This week, 0 or more.
        before: The week before; None when unknown.
    """

    label: str
    value: int
    before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Bars side by side, longest first, with the change since last week.

    Attributes:
        headline: The finding, one sentence.
        caption: What is counted.
        alternative: The figures as one sentence.
        ranks: Longest first.
    """

    headline: str
    caption: str
    alternative: str
    ranks: tuple[Rank, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What the rows of a timeline have in common; each row draws the history of one signal.

    Attributes:
        headline: The finding, one sentence.
        caption: What is counted.
        weeks: Names of the weeks, oldest first, this one last.
        most: Voices of the largest week of all rows, at least 1.
    """

    headline: str
    caption: str
    weeks: tuple[str, ...]
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DotRow:
    """What is said about one theme, place by place.

    Attributes:
        label: The theme: the department whose it is.
        values: Voices a place, 0 or more, in the order of `Dots.places`.
    """

    label: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots:
    """Where each theme is talked about: a dot a theme and place, as large as its voices are many.

    Attributes:
        headline: The finding, one sentence.
        caption: What is counted.
        alternative: The figures as one sentence.
        places: Names of sources, the busiest first.
        rows: The theme with the most voices first.
    """

    headline: str
    caption: str
    alternative: str
    places: tuple[str, ...]
    rows: tuple[DotRow, ...]
