"""What the store holds of one signal in, how it came about out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jobs.cluster.embed import load_embedder
from jobs.cluster.rank import WEIGHTS
from jobs.explain.advice import advice_part
from jobs.explain.members import Members, counts_part, kinds_part, posts_part
from jobs.explain.parts import SHORT, Explanation, Json, Part, enumerate_words, listed
from jobs.explain.town import Town
from jobs.explain.words import INPUTS, LINKS, STATES, count, percent
from jobs.model import (
    MIN_VOICES,
    Advice,
    Link,
    LinkKind,
    Policy,
    Signal,
    StoryId,
    StoryLink,
    ThreadId,
)

_OPENING: Final = 60
"""Characters of an opening post by which a thread is known again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRows:
    """All that is stored of one signal.

    Attributes:
        members: It and its posts.
        openings: The first words of its threads, redacted; of those we hold.
        links: How it continues stories.
        stories: Titles of the stories that *links* name.
        advices: On it, and on single posts in it.
        policy: What those follow; None when that was not kept.
    """

    members: Members
    openings: Mapping[ThreadId, str]
    links: tuple[StoryLink, ...]
    stories: Mapping[StoryId, str]
    advices: tuple[Advice, ...]
    policy: Policy | None = None


def explain_signal(rows: SignalRows, town: Town) -> Explanation:
    """Return how one signal, and every number that is shown of it, came about."""
    signal = rows.members.signal
    parts = (
        _head(signal),
        counts_part(rows.members, town),
        kinds_part(rows.members),
        _together(rows, town),
        _department(signal, town),
        _place(signal),
        trend_part(signal),
        strength_part(signal),
        links_part(rows.links, rows.stories),
        advice_part(rows.advices, town, rows.policy),
        posts_part(rows.members, town),
    )
    return Explanation(what="signal", id=signal.id, parts=parts)


def _head(signal: Signal) -> Part:
    facts: dict[str, Json] = {
        "title": signal.title,
        "titles": dict[str, Json](signal.titles),
        "week": str(signal.week),
        "phrases": listed(signal.phrases),
        "shown": signal.shown,
    }
    lines = [signal.title, f"week {signal.week}"]
    if signal.phrases:
        lines.append(f"words that stand out: {enumerate_words(signal.phrases)}")
    lines.append(
        f"shown: {MIN_VOICES} voices or more"
        if signal.shown
        else f"not shown, only counted: fewer than {MIN_VOICES} voices"
    )
    return Part(name="title", facts=facts, lines=tuple(lines))


def _together(rows: SignalRows, town: Town) -> Part:
    """Return which threads were joined, and why."""
    signal, threads = rows.members.signal, rows.members.by_thread()
    lines = [
        f"{thread[:SHORT]}  {count(number, 'post')}  {_opening(rows, thread)}".rstrip()
        for thread, number in threads.items()
    ]
    lines += [_link(link) for link in signal.links]
    if signal.threads == 1:
        lines.append("one thread: nothing was joined")
    else:
        linked = {name for link in signal.links for name in (link.first, link.second)}
        alone = [thread[:SHORT] for thread in threads if thread not in linked]
        if alone:
            lines.append(f"opens with the same text as another, or less alike: {', '.join(alone)}")
    embedder = load_embedder(town.settings.analysis.embedder)
    if embedder is not None:
        lines.append(f"compared by meaning too, as sources.toml is now: {embedder.name}")
    facts: dict[str, Json] = {
        "embedder": None if embedder is None else embedder.name,
        "threads": dict[str, Json](threads.items()),
        "links": [
            {"first": one.first, "second": one.second, "score": one.score,
             "terms": listed(one.terms)}
            for one in signal.links
        ],
    }  # fmt: skip
    return Part(name="why these posts", facts=facts, lines=tuple(lines))


def _opening(rows: SignalRows, thread: ThreadId) -> str:
    words = " ".join(rows.openings.get(thread, "").split())
    short = words if len(words) <= _OPENING else f"{words[:_OPENING].rstrip()}…"
    return f'"{short}"' if short else ""


def _link(link: Link) -> str:
    words = enumerate_words(link.terms, "no rare word")
    pair = f"{link.first[:SHORT]} and {link.second[:SHORT]}"
    return f"{pair} are one matter: {percent(link.score)}; they share {words}"


def _department(signal: Signal, town: Town) -> Part:
    facts: dict[str, Json] = {
        "department": signal.department,
        "score": signal.department_score,
        "terms": listed(signal.department_terms),
    }
    lines = town.whose(signal.department, signal.department_score, signal.department_terms)
    counted = "each writer counts once a thread, its opening post once more"
    if signal.trend.weeks > 1:
        counted += "; what its story said in earlier weeks counts half as much"
    return Part(name="whose it is", facts=facts, lines=(*lines, counted))


def _place(signal: Signal) -> Part:
    told = signal.place or "none of the places named in it stands out"
    return Part(name="place", facts={"place": signal.place}, lines=(told,))


def trend_part(signal: Signal) -> Part:
    """Return how the voices of this week compare with those of the weeks before."""
    trend = signal.trend
    *before, now = trend.history
    weeks = [str(signal.week.plus(place - len(before))) for place in range(len(before))]
    lines = [STATES[trend.state]]
    if before:
        told = ", ".join(f"{number} in {week}" for week, number in zip(weeks, before, strict=True))
        chance = percent(trend.surprise) if trend.surprise else "less than 0.01 %"
        lines += [
            f"{count(now, 'voice')} this week; {trend.expected:g} expected from {told}",
            f"chance of {now} or more if nothing changed: {chance}",
            f"{count(trend.weeks, 'week')} with voices, this one included",
        ]
        if trend.read < 1:
            part = f"only {percent(trend.read)} of a usual week of its sources was read"
            lines.append(f"{part}, so fewer were expected")
    else:
        lines.append(f"{count(now, 'voice')} this week, nothing to compare with")
    facts: dict[str, Json] = {
        "state": trend.state,
        "voices": now,
        "before": dict(zip(weeks, before, strict=True)),
        "expected": trend.expected,
        "chance": trend.surprise,
        "read": trend.read,
        "weeks": trend.weeks,
    }
    return Part(name="trend", facts=facts, lines=tuple(lines))


def strength_part(signal: Signal) -> Part:
    """Return what the strength is made of; the points add up to it."""
    inputs = dict(signal.strength_inputs)
    points = {name: WEIGHTS.get(name, 0.0) * value for name, value in inputs.items()}
    lines = [
        f"{points[name]:4.1f} = {value:.3f} of {WEIGHTS.get(name, 0.0):g}  {name}: "
        f"{INPUTS.get(name, name)}"
        for name, value in inputs.items()
    ]
    total = sum(points.values())
    lines.append(f"{total:4.1f} together, shown as {signal.strength} of 100")
    facts: dict[str, Json] = {
        "strength": signal.strength,
        "inputs": {
            name: {"value": value, "most": WEIGHTS.get(name, 0.0), "points": round(points[name], 2)}
            for name, value in inputs.items()
        },
    }
    return Part(name="strength", facts=facts, lines=tuple(lines))


def links_part(links: tuple[StoryLink, ...], stories: Mapping[StoryId, str]) -> Part:
    """Return how a signal stands to the stories of earlier weeks."""
    lines = [f"story {_named(link.story_id, stories)}: {link_words(link)}" for link in links]
    facts: dict[str, Json] = {"links": [link_facts(link) for link in links]}
    return Part(name="story", facts=facts, lines=tuple(lines) or ("not followed yet",))


def _named(story: StoryId, stories: Mapping[StoryId, str]) -> str:
    return f'{story} "{stories[story]}"' if story in stories else story


def link_words(link: StoryLink) -> str:
    """Return in words what a step says of its signal, the story being "it"."""
    if link.kind is LinkKind.STARTS:
        return LINKS[link.kind]
    words = enumerate_words(link.terms, "no rare word")
    return f"{LINKS[link.kind]}; {percent(link.score)} alike, shared: {words}"


def link_facts(link: StoryLink) -> Json:
    """Return one step of a story for a program."""
    return {
        "signal": link.signal_id,
        "week": str(link.week),
        "story": link.story_id,
        "kind": link.kind,
        "score": link.score,
        "terms": listed(link.terms),
    }
