"""Talk in, which body is competent and where the talk is out."""

from collections import Counter
from typing import Final

from jobs.advise.ground import HOLDERS, MATTER_OF, OWNER, PARTIES, Ground
from jobs.advise.talk import Said, Talk, once

OTHER: Final = 0.5
"""Share of the posts that must name another body where nothing points to a department of ours."""
THEIRS: Final = 1 / 3
"""Share of the posts that must tell, or stand under a post that tells, what is a body's own matter:
then it is theirs, whatever department the words point to."""
SHARED: Final = 0.2
"""From this share of posts that name it on, both are in it."""
_ASIDE: Final = frozenset({PARTIES, HOLDERS})


@once
def bodies_named(said: Said, ground: Ground) -> frozenset[str]:
    """Return the other bodies that *said* names, or whose matter it tells."""
    found = ground.named.counts(said.words).keys() - _ASIDE
    return frozenset(name.removeprefix(MATTER_OF).removeprefix(OWNER) for name in found)


@once
def matter_of(said: Said, ground: Ground) -> str | None:
    """Return the one body whose own matter *said* tells; None when it asks the municipality too."""
    found = {
        name.removeprefix(MATTER_OF).removeprefix(OWNER)
        for name in ground.named.counts(said.words)
        if name.startswith((MATTER_OF, OWNER))
    }
    return found.pop() if len(found) == 1 and not said.by_us and not said.says("with_us") else None


@once
def owner_in(said: Said, ground: Ground) -> str | None:
    """Return the body of which *said* says that the matter of its whole thread is theirs."""
    told = any(name.startswith(OWNER) for name in ground.named.counts(said.words))
    return matter_of(said, ground) if told else None


def body_of_post(said: Said, ground: Ground) -> str | None:
    """Return the one body that *said* is for: its own matter, or named where nobody of ours is."""
    if matter_of(said, ground) is not None or said.label is None:
        return matter_of(said, ground)
    named = bodies_named(said, ground)
    alone = len(named) == 1 and said.label.department is None and not said.says("with_us")
    return next(iter(named)) if alone else None


def body_of_talk(talk: Talk, ground: Ground) -> tuple[str, str | None, tuple[Said, ...]]:
    """Return whether the matter is ours, which other body is in it, and the posts that say so.

    It is another body's when a third of the posts tell of its own matter, alone or by the post they
    stand under, or by somebody in their thread who says whose it is; or when half of them name the
    body and nothing points to a department of ours. What an own account opened is ours.
    """
    theirs = Counter(body for said in talk.voices if (body := _matter_in(said, talk, ground)))
    named = Counter(body for said in talk.voices for body in bodies_named(said, ground))
    if not theirs and not named:
        return "ours", None, ()
    body = min({*theirs, *named}, key=lambda one: (-theirs[one], -named[one], one))
    posts = tuple(
        said for said in talk.said if not said.by_us and body in bodies_named(said, ground)
    )
    enough = THEIRS * len(talk.voices)
    if theirs[body] >= enough and not any(said.says("with_us") for said in posts):
        return "other", body, posts
    alone = talk.signal.department is None and named[body] >= OTHER * len(talk.voices)
    if alone:
        return "other", body, posts
    return (
        ("shared", None, posts) if named[body] >= SHARED * len(talk.voices) else ("ours", None, ())
    )


def _matter_in(said: Said, talk: Talk, ground: Ground) -> str | None:
    """Return the body whose matter *said* tells, or its opening post, or who says whose it is."""
    opening = talk.opening(said)
    if opening is not None and opening.by_us:
        return None
    above = matter_of(opening, ground) if opening is not None else None
    thread = talk.threads[said.post.thread_id].said
    said_so = next((body for one in thread if (body := owner_in(one, ground))), None)
    return matter_of(said, ground) or above or said_so


def place_of_talk(talk: Talk, asked: tuple[Said, ...], ground: Ground) -> str:
    """Return where the talk is that an answer would go to: where most asks, or most posts, are."""
    said = asked or talk.voices or talk.members
    places = Counter(place_of_post(one, ground) for one in said)
    return max(
        places, key=lambda place: (places[place], place == "own_page", place), default="closed"
    )


def place_of_post(said: Said, ground: Ground) -> str:
    """Return where *said* stands; ``closed`` when its source is no longer in sources.toml."""
    return ground.places.get(said.post.source_id, "closed")
