"""Posts in, the few that are printed out: of those not quoted yet, the ones with most reactions."""

from collections.abc import Collection, Iterable
from typing import Final

from jobs.model import Post, Quote, Signal, Speaker, Top
from jobs.report.desk import Pen
from jobs.report.signals import TOLD
from jobs.report.text import excerpt, own_words

MAX_TOPS: Final = 5
"""Posts printed; a table of all of them is most of the time of a PDF and nobody reads it."""


def tops_of(pen: Pen, said: Iterable[Quote]) -> tuple[tuple[Top, ...], str]:
    """Return the posts that most people reacted to, and how many of all posts these are.

    What is *said* above them in the edition is not printed twice.
    """
    known = {quote.text.strip("… ") for quote in said} - {""}
    voiced = [
        (post, signal)
        for signal in pen.shown
        for post in pen.posts(signal.posts)
        if post.speaker is Speaker.VOICE
    ]
    told = [(post, signal) for post, signal in voiced if _is_told(pen, post, known)]
    told.sort(key=lambda pair: (-pair[0].reactions, pair[0].posted_at, pair[0].text))
    tops = tuple(_top(pen, post, signal) for post, signal in told[:MAX_TOPS])
    if not tops:
        return (), ""
    return tops, pen.words.count("tops.caption", len(voiced), shown=len(tops))


def _is_told(pen: Pen, post: Post, known: Collection[str]) -> bool:
    """Whether *post* is not *known*, may be printed and wants something: chatter only amuses.

    Of a post of which a part is quoted, that part is known.
    """
    label = pen.desk.labels.get(post.id)
    wants = label is None or label.kind in TOLD
    if not wants or not pen.quotable(post):
        return False
    words = excerpt(own_words(post.text), len(post.text), len(post.text))
    return not any(part in words for part in known)


def _top(pen: Pen, post: Post, signal: Signal) -> Top:
    label = pen.desk.labels.get(post.id)
    return Top(
        quote=pen.quote(post, brief=True),
        signal=pen.title(signal),
        kind=pen.words.say(f"kind.{label.kind}") if label else pen.words.say("kind.unknown"),
        reactions=pen.words.number(post.reactions),
    )
