"""A signal in, the signal as it is shown out: title, state, figures, quotes, answered or not."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from jobs.model import CONFIRMED, Item, Kind, PostId, Share, Signal, Speaker
from jobs.report.clicks import clicks_of, likely_owners
from jobs.report.desk import Pen
from jobs.report.outstanding import waits_text
from jobs.report.text import LINE_CAP, cap

TOLD: Final = (Kind.REPORT, Kind.COMPLAINT, Kind.QUESTION, Kind.COMPLIMENT, Kind.OPINION)
"""Kinds that say what people want; all others are counted together, so that the sum is right."""
OTHERWISE: Final = Kind.CHATTER
"""What stands for all other kinds."""
MAX_QUOTES: Final = 2
"""Quotes a signal: enough to hear people, few enough for page one."""
MAX_TERMS: Final = 3
"""Words that say why a signal is a department's."""
MIN_WORD: Final = 4
"""Letters of a word by which two terms are the same; shorter ones are articles."""
MAX_ITEMS: Final = 5
"""Signals on a department's page one."""
MAX_PLACES: Final = 4
"""Kinds of source named in "where"; the rest is in the file of posts."""
SURE: Final = 0.5
"""Share of the weight that must point to a department before we leave out "probably"."""


def item_of(pen: Pen, signal: Signal) -> Item:
    """Return *signal* as it is shown in this edition."""
    shares = shares_of(pen, signal)
    return Item(
        signal_id=signal.id,
        title=pen.title(signal),
        state=signal.trend.state,
        state_text=state_text(pen, signal),
        voices=signal.voices,
        posts=signal.voice_posts,
        size=size_text(pen, signal),
        department=pen.department(signal.department),
        history=signal.trend.told,
        history_text=history_text(pen, signal),
        shares=shares,
        shares_text=shares_text(shares),
        quotes=pen.quotes(signal, signal.quotes, MAX_QUOTES + 1),
        where=where_text(pen, signal),
        answer=answer_text(pen, signal),
        why="" if pen.lead else why_text(pen, signal),
        clicks=clicks_of(pen, signal),
    )


def shares_of(pen: Pen, signal: Signal) -> tuple[Share, ...]:
    """Return what people do in *signal*, in words, most posts first."""
    return deeds(pen, signal.kinds)


def deeds(pen: Pen, kinds: Iterable[tuple[Kind, int]]) -> tuple[Share, ...]:
    """Return *kinds* in words, most posts first; what says nothing of what people want last."""
    counted = dict(kinds)
    told = [(kind, counted[kind]) for kind in TOLD if counted.get(kind, 0) > 0]
    told.sort(key=lambda pair: -pair[1])
    rest = sum(posts for kind, posts in counted.items() if kind not in TOLD)
    named = [(kind, f"deed.{kind}", posts) for kind, posts in told]
    named += [(OTHERWISE, "deed.other", rest)] if rest else []
    return tuple(
        Share(kind=kind, word=pen.words.say(key), posts=posts) for kind, key, posts in named
    )


def shares_text(shares: Iterable[Share]) -> str:
    """Return ``vragen 3, klagen 1`` with hard spaces, so that no line ends inside a pair."""
    return ", ".join(f"{share.word}\u00a0{share.posts}" for share in shares)


def state_text(pen: Pen, signal: Signal) -> str:
    """Return how *signal* stands, such as ``loopt, week 4``."""
    return pen.words.say(f"state.{signal.trend.state}", weeks=signal.trend.weeks)


def size_text(pen: Pen, signal: Signal) -> str:
    """Return the voices and posts of *signal*: ``4 stemmen · 6 berichten``."""
    voices = pen.words.count("size.voices", signal.voices)
    return f"{voices} · {pen.words.count('size.posts', signal.voice_posts)}"


def history_text(pen: Pen, signal: Signal) -> str:
    """Return the voices a week as a sentence."""
    figures = ", ".join(str(voices) for voices in signal.trend.told)
    return pen.words.say("chart.history", title=pen.title(signal), figures=figures)


def where_text(pen: Pen, signal: Signal) -> str:
    """Return on which places the voices of *signal* were heard: ``Facebookgroep 3, forum 1``."""
    heard = Counter(
        pen.place_word(post.source_id)
        for post in pen.posts(signal.posts)
        if post.speaker is Speaker.VOICE
    )
    places = sorted(heard.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_PLACES]
    return ", ".join(f"{place}\u00a0{posts}" for place, posts in places)


def answer_text(pen: Pen, signal: Signal) -> str:
    """Return whether the municipality answered, when, and what stays open of which week."""
    return f"{_answered(pen, signal)} {waits_text(pen, signal)}".rstrip()


def _answered(pen: Pen, signal: Signal) -> str:
    waiting = len(signal.open_questions)
    replies = pen.posts(signal.answered)
    still_open = pen.words.count("answer.open", waiting) if waiting else ""
    if kinds := _kinds_of(pen, signal.open_questions):
        still_open += f" ({kinds})"
    if replies:
        day = pen.words.short_day(pen.local_day(replies[-1].posted_at))
        said = pen.words.say("answer.answered", day=day)
        return f"{said}; {still_open}." if still_open else f"{said}."
    if still_open:
        return pen.words.say("answer.not_yet", open=still_open)
    return pen.words.say("answer.no_question")


def _kinds_of(pen: Pen, posts: Sequence[PostId]) -> str:
    """Return of which kinds *posts* are, as the bar of the signal has them: not all are questions.

    Empty when we do not know of every one.
    """
    kinds = Counter(pen.desk.labels[one].kind for one in posts if one in pen.desk.labels)
    if kinds.total() != len(posts):
        return ""
    shares = deeds(pen, kinds.items())
    return shares[0].word if len(posts) == 1 else shares_text(shares)


def why_text(pen: Pen, signal: Signal) -> str:
    """Return why *signal* is this department's, and that we are unsure when we are."""
    if signal.department_terms == (CONFIRMED,):
        return pen.words.say("why.confirmed")
    place, terms = signal.place or "", terms_of(signal)
    if not terms and not place:
        return pen.words.say("why.unsure")
    told = pen.words.count("why.terms", len(terms), terms=terms_text(pen, terms))
    where = pen.words.say("why.place", place=cap(place, LINE_CAP))
    both = pen.words.say("why.both", terms=told, place=where)
    sure = signal.department_score >= SURE or not likely_owners(pen, signal)
    key = "why.sure" if sure else "why.probably"
    return pen.words.say(key, reasons=both if terms and place else told if terms else where)


def terms_of(signal: Signal) -> list[str]:
    """Return the words of our own lists that speak for the department, heaviest first."""
    if signal.department_terms == (CONFIRMED,):
        return []
    return [
        cap(term, LINE_CAP)
        for term in apart(signal.department_terms, signal.place or "")[:MAX_TERMS]
    ]


def terms_text(pen: Pen, terms: Iterable[str]) -> str:
    """Return *terms* as an enumeration, each between quotation marks."""
    return pen.words.join([pen.words.quoted(term) for term in terms])


def apart(terms: Iterable[str], known: str) -> list[str]:
    """Return *terms* without those that only say a part of what is *known* or of each other."""
    kept: list[str] = []
    for term in terms:
        if not any(_alike(term.casefold(), one.casefold()) for one in (*kept, known)):
            kept.append(term)
    return kept


def _alike(one: str, other: str) -> bool:
    """Whether one term stands in the other, or they share a word that is no article."""
    words = {word for word in one.split() if len(word) >= MIN_WORD}
    return one in other or bool(other and other in one) or not words.isdisjoint(other.split())
