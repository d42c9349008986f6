"""Labels and predictions in, figures of the advice out: what it found, and what it said of that.

Only what is labelled is counted: a town whose posts have no label of a kind gets no figure of it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from jobs.evaluate.gold import Gold
from jobs.evaluate.measures import Figures, counted
from jobs.evaluate.predictions import Advised, Prediction
from jobs.model import Action, Kind

NOTHING: Final = Advised()
"""What is said of a post in no thread of a signal."""
MOSTLY: Final = 0.5
"""Share of compliments from which a signal is thanks to a reader."""
SET_RIGHT: Final = frozenset({Action.CHECK_FIRST, Action.CORRECT_ONCE})
"""What a rumour asks for: have it checked, or say once that it is not so."""


def figures_of_advice(posts: Sequence[Gold], said: Mapping[str, Prediction], least: int) -> Figures:
    """Return how well politics, house rules, other bodies, rumours and thanks were recognised.

    Args:
        posts: Labels of posts of others than the municipality.
        said: Predictions by id, one for each of *posts*.
        least: Voices that make a signal.
    """
    told = {post.id: said[post.id].advised or NOTHING for post in posts}
    signals = _signals(posts, said, least)
    figures: Figures = {}
    if any(post.political is not None for post in posts):
        figures["political"] = counted((told[p.id].political, bool(p.political)) for p in posts)
    if any(post.house_rule is not None for post in posts):
        figures["house_rule"] = counted(
            (told[post.id].house_rule is not None, bool(post.house_rule)) for post in posts
        )
    if any(post.other_body for post in posts):
        figures["other_body"] = counted(_bodies(posts, told))
    if any(post.rumour for post in posts):
        figures["rumour"] = counted(_rumours(signals, told))
    if any(post.intent == Kind.COMPLIMENT for post in posts):
        figures["thanks"] = counted(_thanks(signals, told))
    return figures


def _signals(
    posts: Sequence[Gold], said: Mapping[str, Prediction], least: int
) -> tuple[list[Gold], ...]:
    """Return the posts of each signal that has enough voices."""
    members: dict[tuple[str, str], list[Gold]] = defaultdict(list)
    for post in posts:
        signal = said[post.id].signal
        if signal is not None:
            members[post.week, signal].append(post)
    return tuple(some for some in members.values() if len({one.author for one in some}) >= least)


def _bodies(posts: Sequence[Gold], told: Mapping[str, Advised]) -> Iterator[tuple[bool, bool]]:
    """Yield of each post whether it was given to another body, and whether that is right.

    Of a post that is not about the municipality at all nothing wrong can be said: it is not ours.
    """
    for post in posts:
        found = told[post.id].other_body
        if found is not None and found != post.other_body and post.is_ours:
            yield True, False
        if post.other_body:
            yield found == post.other_body, True


def _rumours(
    signals: Sequence[list[Gold]], told: Mapping[str, Advised]
) -> Iterator[tuple[bool, bool]]:
    """Yield of each signal whether it was marked and is to be set right, and whether it is one."""
    for posts in signals:
        first = told[posts[0].id]
        marked = any(told[post.id].rumour for post in posts) and first.action in SET_RIGHT
        yield marked, any(post.rumour for post in posts)


def _thanks(
    signals: Sequence[list[Gold]], told: Mapping[str, Advised]
) -> Iterator[tuple[bool, bool]]:
    """Yield of each signal whether it was passed on as thanks, and whether it is thanks."""
    for posts in signals:
        passed_on = told[posts[0].id].action == Action.PASS_ON
        share = sum(post.intent == Kind.COMPLIMENT for post in posts) / len(posts)
        yield passed_on, share >= MOSTLY
