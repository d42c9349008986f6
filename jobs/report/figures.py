"""Signals in, the figures of the charts out, each with its finding as a sentence."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from jobs.model import (
    Bars,
    DotRow,
    Dots,
    Rank,
    Ranking,
    Signal,
    Speaker,
    State,
    Timeline,
    Week,
)
from jobs.report.desk import Pen

WEEKS: Final = 8
"""Weeks in a chart, this one included."""
MAX_RANKS: Final = 5
"""Rows of a chart by department: the five that are spoken of most."""
MAX_PLACES: Final = 6
"""Columns of dots: as many as leave room for a name of two words; the last may be all the rest."""


def pulse_of(pen: Pen) -> Bars | None:
    """Return voices a week for a department, posts a day for the lead; None when too little."""
    return _days(pen) if pen.lead else _weeks(pen)


def ranking_of(pen: Pen) -> Ranking | None:
    """Return voices a department this week, against the week before; None under two departments."""
    now = _by_department(pen, pen.desk.signals)
    last = pen.desk.week.previous
    then = [signal for signal in pen.desk.earlier if signal.week == last]
    before = _by_department(pen, tuple(then))
    ranks = [
        Rank(label=name, value=voices, before=before[name] if then else None)
        for name, voices in sorted(now.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    if len(ranks) < 2:
        return None
    figures = pen.words.say("word.semicolon").join(f"{rank.label} {rank.value}" for rank in ranks)
    return Ranking(
        headline=pen.words.say(
            "chart.ranking",
            name=ranks[0].label,
            voices=pen.words.count("size.voices", ranks[0].value),
        ),
        caption=pen.words.say("chart.ranking_caption"),
        alternative=pen.words.say("chart.ranking_alternative", figures=figures),
        ranks=tuple(ranks[:MAX_RANKS]),
    )


def timeline_of(pen: Pen, listed: Sequence[Signal]) -> Timeline | None:
    """Return what the weeks of the signals *listed* say together; None when there are none."""
    if not listed:
        return None
    weeks = max(len(signal.trend.told) for signal in listed)
    labels = (pen.desk.week.plus(-back).number for back in range(weeks - 1, -1, -1))
    running = sum(signal.trend.state is not State.NEW for signal in listed)
    return Timeline(
        headline=pen.words.count("chart.timeline", running, all=pen.words.number(len(listed)))
        if running
        else pen.words.say("chart.timeline_new"),
        caption=pen.words.say("chart.timeline_caption"),
        weeks=tuple(pen.words.say("chart.week", week=number) for number in labels),
        most=max(voices for signal in listed for voices in (1, *signal.trend.told)),
    )


def dots_of(pen: Pen) -> Dots | None:
    """Return voices a department and source this week; None under two of either.

    They are counted as in the ranking: per signal, added up.
    """
    told = _by_place(pen)
    themes = Counter[str]()
    places = Counter[str]()
    for (theme, place), voices in told.items():
        themes[theme] += voices
        places[place] += voices
    if len(themes) < 2 or len(places) < 2:
        return None
    names = tuple(_ordered(themes))[:MAX_RANKS]
    columns = _columns(pen, tuple(_ordered(places)))
    rows = tuple(
        DotRow(label=name, values=tuple(sum(told[name, p] for p in some) for _, some in columns))
        for name in names
    )
    busiest = columns[0][0]
    return Dots(
        headline=pen.words.count(
            "chart.dots",
            sum(told[theme, busiest] > 0 for theme in themes),
            place=pen.words.quoted(busiest),
            voices=pen.words.count("size.voices", places[busiest]),
        ),
        caption=pen.words.say("chart.dots_caption"),
        alternative=pen.words.say(
            "chart.dots_alternative",
            figures=". ".join(_spread(pen, row, [name for name, _ in columns]) for row in rows),
        ),
        places=tuple(name for name, _ in columns),
        rows=rows,
    )


def _ordered(counted: Counter[str]) -> list[str]:
    return sorted(counted, key=lambda name: (-counted[name], name))


def _columns(pen: Pen, places: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return a name for each column, with the places in it."""
    if len(places) <= MAX_PLACES:
        return tuple((place, (place,)) for place in places)
    alone, rest = places[: MAX_PLACES - 1], places[MAX_PLACES - 1 :]
    return (*((place, (place,)) for place in alone), (pen.words.say("chart.other_places"), rest))


def _spread(pen: Pen, row: DotRow, places: Sequence[str]) -> str:
    told = [f"{name} {value}" for name, value in zip(places, row.values, strict=True) if value]
    return f"{pen.words.say('word.label', label=row.label)} {', '.join(told)}"


def _by_place(pen: Pen) -> Counter[tuple[str, str]]:
    """Return the voices of this week by department and source."""
    counted = Counter[tuple[str, str]]()
    for signal in pen.desk.signals:
        theme = pen.department(signal.department)
        heard = {
            (post.source_id, post.voice or post.id)
            for post in pen.posts(signal.posts)
            if theme and post.speaker is Speaker.VOICE
        }
        counted.update((theme, pen.place_word(source)) for source, _ in heard)
    return counted


def _weeks(pen: Pen) -> Bars | None:
    earlier = [signal for signal in pen.desk.earlier if signal.department == pen.reader]
    counted = Counter[Week]()
    for signal in (*pen.mine, *earlier):
        counted[signal.week] += signal.voices
    this = pen.desk.week
    weeks = [this.plus(-back) for back in range(WEEKS - 1, -1, -1)]
    known = {signal.week for signal in pen.desk.earlier} | {this}
    weeks = [week for week in weeks if week >= min(known)]
    if len(weeks) < 2:
        return None
    values = tuple(counted[week] for week in weeks)
    labels = tuple(pen.words.say("chart.week", week=week.number) for week in weeks)
    return Bars(
        headline=pen.words.say(
            "chart.weeks",
            voices=pen.words.count("size.voices", values[-1]),
            before=values[-2],
        ),
        caption=pen.words.say("chart.weeks_caption"),
        alternative=_alternative(pen, labels, values),
        labels=labels,
        values=values,
        highlight=len(values) - 1,
    )


def _days(pen: Pen) -> Bars | None:
    monday = pen.desk.week.monday
    days = [monday + timedelta(days=offset) for offset in range(7)]
    told = {
        post.id: pen.local_day(post.posted_at)
        for signal in pen.desk.signals
        for post in pen.posts(signal.posts)
        if post.speaker is Speaker.VOICE
    }
    counted = Counter(told.values())
    values = tuple(counted[day] for day in days)
    if not any(values):
        return None
    busiest = [day for day, posts in zip(days, values, strict=True) if posts == max(values)]
    named = pen.words.join([pen.words.weekday(day) for day in busiest])
    labels = tuple(pen.words.weekday_letters(day) for day in days)
    return Bars(
        headline=pen.words.say(
            "chart.days" if len(busiest) == 1 else "chart.days_alike",
            day=f"{named[0].upper()}{named[1:]}",
            posts=pen.words.count("size.posts", max(values)),
        ),
        caption=pen.words.say("chart.days_caption"),
        alternative=_alternative(pen, labels, values),
        labels=labels,
        values=values,
        highlight=days.index(busiest[0]) if len(busiest) == 1 else None,
    )


def _alternative(pen: Pen, labels: tuple[str, ...], values: tuple[int, ...]) -> str:
    figures = pen.words.say("word.semicolon").join(
        f"{label} {value}" for label, value in zip(labels, values, strict=True)
    )
    return pen.words.say("chart.bars_alternative", figures=figures)


def _by_department(pen: Pen, signals: tuple[Signal, ...]) -> Counter[str]:
    counted = Counter[str]()
    for signal in signals:
        name = pen.department(signal.department)
        if name:
            counted[name] += signal.voices
    return counted
