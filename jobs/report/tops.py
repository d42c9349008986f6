"""Posts in, the few that are printed out: those with the most reactions."""

from typing import Final

from jobs.model import Post, Signal, Speaker, Top
from jobs.report.desk import Pen

MAX_TOPS: Final = 10
"""Posts printed; a table of all of them is most of the time of a PDF and nobody reads it."""


def tops_of(pen: Pen) -> tuple[tuple[Top, ...], str]:
    """Return the posts that most people reacted to, and how many of all posts these are."""
    voiced = [
        (post, signal)
        for signal in pen.shown
        for post in pen.posts(signal.posts)
        if post.speaker is Speaker.VOICE
    ]
    told = [(post, signal) for post, signal in voiced if pen.quotable(post)]
    told.sort(key=lambda pair: (-pair[0].reactions, pair[0].posted_at, pair[0].text))
    tops = tuple(_top(pen, post, signal) for post, signal in told[:MAX_TOPS])
    if not tops:
        return (), ""
    return tops, pen.words.count("tops.caption", len(voiced), shown=len(tops))


def _top(pen: Pen, post: Post, signal: Signal) -> Top:
    label = pen.desk.labels.get(post.id)
    return Top(
        quote=pen.quote(post, brief=True),
        signal=pen.title(signal),
        kind=pen.words.say(f"kind.{label.kind}") if label else pen.words.say("kind.unknown"),
        reactions=pen.words.number(post.reactions),
    )
