"""Posts in, the few that are printed out: those with the most reactions."""

from typing import Final

from jobs.model import Post, Signal, Speaker, Top
from jobs.report.desk import Pen
from jobs.report.signals import TOLD

MAX_TOPS: Final = 5
"""Posts printed; a table of all of them is most of the time of a PDF and nobody reads it."""


def tops_of(pen: Pen) -> tuple[tuple[Top, ...], str]:
    """Return the posts that most people reacted to, and how many of all posts these are."""
    voiced = [
        (post, signal)
        for signal in pen.shown
        for post in pen.posts(signal.posts)
        if post.speaker is Speaker.VOICE
    ]
    told = [(post, signal) for post, signal in voiced if _is_told(pen, post)]
    told.sort(key=lambda pair: (-pair[0].reactions, pair[0].posted_at, pair[0].text))
    tops = tuple(_top(pen, post, signal) for post, signal in told[:MAX_TOPS])
    if not tops:
        return (), ""
    return tops, pen.words.count("tops.caption", len(voiced), shown=len(tops))


def _is_told(pen: Pen, post: Post) -> bool:
    """Whether *post* may be printed and wants something: chatter only makes people laugh."""
    label = pen.desk.labels.get(post.id)
    return pen.quotable(post) and (label is None or label.kind in TOLD)


def _top(pen: Pen, post: Post, signal: Signal) -> Top:
    label = pen.desk.labels.get(post.id)
    return Top(
        quote=pen.quote(post, brief=True),
        signal=pen.title(signal),
        kind=pen.words.say(f"kind.{label.kind}") if label else pen.words.say("kind.unknown"),
        reactions=pen.words.number(post.reactions),
    )
