"""Talk in, which body is competent and where the talk is out."""

from collections import Counter
from collections.abc import Container
from typing import Final

from jobs.advise.ground import HOLDERS, MATTER_OF, OWNER, PARTIES, Ground
from jobs.advise.talk import Said, Talk, Thread, once

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
    theirs = _matters_in(talk, ground)
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


def _matters_in(talk: Talk, ground: Ground) -> Counter[str]:
    """Return how many posts are about the matter of which other body.

    The post itself tells, or the one it stands under, or who says in its thread whose it is.
    """
    threads = talk.threads.items()
    denied = {
        one for _, thread in threads for one in thread.said if _is_denied(one, thread, ground)
    }
    owners = {name: _owner_of(thread, denied, ground) for name, thread in threads}
    found = Counter[str]()
    for said in talk.voices:
        opening = talk.opening(said)
        if opening is not None and opening.by_us:
            continue
        told = (matter_of(one, ground) for one in (said, opening) if one and one not in denied)
        found.update(filter(None, [next(filter(None, told), owners[said.post.thread_id])]))
    return found


def _owner_of(thread: Thread, denied: Container[Said], ground: Ground) -> str | None:
    """Return the body that most people in *thread* say it is of; None when they are divided.

    One is enough where nobody says otherwise: to ask for two takes the recall from 0.63 to 0.13 in
    Rochevaux and from 0.75 to 0.38 in Brumont, for one wrong post fewer.
    """
    claims = {
        (said.post.voice, body)
        for said in thread.said
        if said not in denied and (body := owner_in(said, ground)) is not None
    }
    counted = Counter(body for _, body in claims).most_common(2)
    divided = len(counted) > 1 and counted[0][1] == counted[1][1]
    return counted[0][0] if counted and not divided else None


def _is_denied(said: Said, thread: Thread, ground: Ground) -> bool:
    """Whether *said* says whose the matter of *thread* is, and we answered without naming them."""
    body = owner_in(said, ground)
    later = thread.after(said) if body is not None else ()
    return any(own.by_us and body not in bodies_named(own, ground) for own in later)


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
