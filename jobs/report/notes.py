"""Signals in, lines under a heading out: questions that wait, thanks, what stands alone."""

from collections import Counter
from collections.abc import Container, Iterable
from datetime import date
from typing import Final

from jobs.language.tact import gives_thanks, praises
from jobs.model import Answer, Kind, Note, Post, Signal, SignalId, Speaker
from jobs.report.backlog import backlog_of, total_of
from jobs.report.clicks import clicks_of
from jobs.report.desk import Pen, strongest_first
from jobs.report.outstanding import Outstanding, late_in, outstanding
from jobs.report.parts import quotable_part
from jobs.report.promises import promises_of
from jobs.report.questions import plainest_of
from jobs.report.signals import MAX_ITEMS, deeds, shares_text
from jobs.report.telling import about_of

MAX_NOTES: Final = 6
"""Lines under one heading; the file of posts has the rest."""
MAX_PRAISE: Final = 2
"""Compliments that the lead reads in full; the others share a line."""
MAX_SMALL: Final = 3
"""Lines in a department's own lists, which share page one."""
CLOSING: Final = (Answer.PLANNED, Answer.DONE, Answer.NOT_OURS)
"""Answers to a question of an earlier week; how its posts were grouped no longer matters."""


def praise_of(pen: Pen) -> tuple[Note, ...]:
    """Return the compliments to pass on, most liked first."""
    found = [(_thanks(pen, signal), signal) for signal in pen.shown]
    thanked = [(sum(post.reactions for post in posts), signal) for posts, signal in found if posts]
    thanked.sort(key=lambda pair: (-pair[0], *strongest_first(pair[1])))
    limit = MAX_PRAISE if pen.lead else MAX_SMALL
    notes = [_praise(pen, signal) for _, signal in thanked[:limit]]
    if pen.lead and (rest := thanked[limit:]):
        notes.append(_praised_too(pen, rest))
    return tuple(notes)


def open_before_of(pen: Pen, told: Iterable[Signal] = ()) -> tuple[Note, ...]:
    """Return what was promised, then what waits of earlier weeks, all of it.

    Not what goes on in a signal that is *told* of: that stands with it.
    """
    waiting = _left(pen)
    if pen.lead:
        return (*promises_of(pen), *backlog_of(pen, waiting))
    stories = {signal.story_id for signal in told}
    listed = (one for one in waiting if one.signal.story_id not in stories)
    return (*promises_of(pen), *(_waiting(pen, one) for one in listed))


def _left(pen: Pen) -> list[Outstanding]:
    """Return what waits of earlier weeks.

    For the lead without what waits for too long on own pages: that stands with the accounts.
    """
    late = late_in(pen.desk) if pen.lead else frozenset()
    left = (
        Outstanding(signal, tuple(post for post in posts if post not in late))
        for signal, posts in outstanding(pen)
    )
    return [one for one in left if one.posts]


def _waiting(pen: Pen, waits: Outstanding) -> Note:
    """Return what *waits* of an earlier week: how much, what most plainly asks, and the clicks."""
    signal, posts = waits
    told = pen.words.count("before.open", len(posts), week=signal.week.number)
    quote = plainest_of(pen, waits)
    if quote is None:
        places = [signal.place] if signal.place else []
        alone = not signal.shown and _is_private(pen, signal)  # its terms are that post's own
        about = "" if alone else about_of(pen, signal, signal.department_terms, places)
        told = f"{told} {about or pen.words.count('reason_ask.held', len(posts))}"
    return Note(
        title=pen.title(signal),
        text=told,
        quote=quote,
        waits=True,
        clicks=clicks_of(pen, signal, CLOSING),
    )


def waiting_in(notes: Iterable[Note]) -> int:
    """Return how many of *notes*, made by `open_before_of`, still ask something of a department."""
    return sum(note.waits for note in notes)


def wait_text(pen: Pen, number: int) -> str:
    """Return by when what waits, *number* matters, is closed, and for the lead how it adds up.

    Empty when nothing waits.
    """
    due = term_of(pen)
    if not number:
        return ""
    key = "before.ask_lead" if pen.lead else "before.ask"
    asked = pen.words.say(key, date=pen.words.day(due)) if due is not None else ""
    return f"{asked} {total_of(pen, _left(pen))}".strip() if pen.lead else asked


def term_of(pen: Pen) -> date | None:
    """Return by when a department answers what can wait longest; None when nothing has a term."""
    terms = [advice.due for advice in pen.desk.advices if advice.due is not None]
    return max(terms, default=None)


def loose_of(pen: Pen, asked: Container[SignalId]) -> str:
    """Return what stands nowhere else: further signals, too few voices, and what is less sure.

    What is *asked* about stands above.
    """
    told = (_more(pen), _small(pen, asked), _doubtful(pen))
    return " ".join(part for part in told if part)


def _more(pen: Pen) -> str:
    rest = () if pen.lead else pen.shown[MAX_ITEMS:]
    return pen.words.count("loose.more", len(rest), titles=_named(pen, rest)) if rest else ""


def _small(pen: Pen, asked: Container[SignalId]) -> str:
    """Return how many matters had one or two voices, how many in all, and what these did."""
    small = [
        signal
        for signal in pen.mine
        if not signal.shown and signal.voice_posts and signal.id not in asked
    ]
    if not small:
        return ""
    kinds = Counter[Kind]()
    for signal in small:
        kinds.update(dict(signal.kinds))
    voices = pen.words.count("size.voices", sum(signal.voices for signal in small))
    shares = shares_text(deeds(pen, kinds.items()))
    pairs = [signal for signal in small if signal.voices > 1]
    named = [signal for signal in pairs if not _is_private(pen, signal)][:MAX_SMALL]
    if len(small) == len(named) == 1:
        return f"{_named(pen, named)}: {shares}."
    posts = pen.words.count("size.posts", sum(kinds.values()))
    counted = pen.words.count("loose.matters", len(small), voices=voices, posts=posts)
    told = f"{counted}: {shares}."
    if named:
        titles = [pen.quoted_title(signal) for signal in named]
        if more := len(pairs) - len(named):  # else the names would not add up to the voices
            titles.append(pen.words.count("loose.pairs_more", more))
        told += f" {pen.words.say('loose.pairs', titles=pen.words.join(titles))}"
    return told


def _doubtful(pen: Pen) -> str:
    if not pen.doubtful:
        return ""
    return pen.words.say("loose.doubtful", titles=_named(pen, pen.doubtful[:MAX_NOTES]))


def _named(pen: Pen, signals: Iterable[Signal]) -> str:
    """Return the titles of *signals*, each with its voices, as an enumeration."""
    return pen.words.join(
        [
            pen.words.say(
                "loose.named",
                title=pen.quoted_title(signal),
                voices=pen.words.count("size.voices", signal.voices),
            )
            for signal in signals
        ]
    )


def _is_private(pen: Pen, signal: Signal) -> bool:
    """Whether somebody in *signal* is not to be told of, so that not even its title is."""
    return any(map(pen.kept_back, pen.posts(signal.posts)))


def _praised_too(pen: Pen, rest: Iterable[tuple[int, Signal]]) -> Note:
    """Return the others that are thanked, in one line: each with its department and its likes."""
    told = []
    for likes, signal in rest:
        facts = (pen.department(signal.department), pen.words.count("praise.likes", likes))
        about = ", ".join(part for part in facts if part)
        told.append(pen.words.say("loose.named", title=pen.quoted_title(signal), voices=about))
    return Note(title=pen.words.say("compliment.others"), text=f"{pen.words.join(told)}.")


def _praise(pen: Pen, signal: Signal) -> Note:
    thanks = _thanks(pen, signal)
    likes = sum(post.reactions for post in thanks)
    text = pen.words.count("praise.thanks", len(thanks))
    if likes:
        text += f", {pen.words.count('praise.likes', likes)}"
    best = sorted(thanks, key=lambda post: (-post.reactions, post.posted_at, post.text))
    parts = (quotable_part(pen, post, gives_thanks) for post in best if signal.shown)
    said = next((part for part in parts if part is not None), None)
    name = pen.title(signal)
    department = pen.department(signal.department) if pen.lead else ""
    return Note(
        title=f"{name} ({department})" if department else name,
        text=f"{text}.",
        quote=None if said is None else pen.quote(said, brief=pen.lead),
    )


def _thanks(pen: Pen, signal: Signal) -> list[Post]:
    """Return the posts that thank in so many words, and surely mean it.

    None where more people complain: praise there is often irony.
    """
    labels, kinds = pen.desk.labels, dict(signal.kinds)
    if kinds.get(Kind.COMPLAINT, 0) > kinds.get(Kind.COMPLIMENT, 0):
        return []
    return [
        post
        for post in _voices(pen, signal)
        if post.id in labels and labels[post.id].kind is Kind.COMPLIMENT and praises(post.text)
    ]


def _voices(pen: Pen, signal: Signal) -> list[Post]:
    return [post for post in pen.posts(signal.posts) if post.speaker is Speaker.VOICE]
