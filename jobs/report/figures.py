"""Signals in, the figures of the charts out, each with its finding as a sentence."""

from collections import Counter
from datetime import timedelta
from typing import Final

from jobs.model import Bars, Rank, Ranking, Signal, Speaker, Week
from jobs.report.desk import Pen

WEEKS: Final = 8
"""Weeks in a chart, this one included."""
MAX_RANKS: Final = 8
"""Bars of a ranking: the eight departments that are spoken of most."""


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
    figures = "; ".join(f"{rank.label} {rank.value}" for rank in ranks)
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
    top = values.index(max(values))
    labels = tuple(pen.words.weekday_letters(day) for day in days)
    name = pen.words.weekday(days[top])
    return Bars(
        headline=pen.words.say(
            "chart.days",
            day=f"{name[0].upper()}{name[1:]}",
            posts=pen.words.count("size.posts", values[top]),
        ),
        caption=pen.words.say("chart.days_caption"),
        alternative=_alternative(pen, labels, values),
        labels=labels,
        values=values,
        highlight=top,
    )


def _alternative(pen: Pen, labels: tuple[str, ...], values: tuple[int, ...]) -> str:
    figures = "; ".join(f"{label} {value}" for label, value in zip(labels, values, strict=True))
    return pen.words.say("chart.bars_alternative", figures=figures)


def _by_department(pen: Pen, signals: tuple[Signal, ...]) -> Counter[str]:
    counted = Counter[str]()
    for signal in signals:
        name = pen.department(signal.department)
        if name:
            counted[name] += signal.voices
    return counted
