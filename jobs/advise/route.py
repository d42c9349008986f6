"""Talk in, which body is competent and where the talk is out."""

from collections import Counter
from typing import Final

from jobs.advise.ground import HOLDERS, PARTIES, Ground
from jobs.advise.talk import Said, Talk, once

OTHER: Final = 0.5
"""Share of the posts that must name another body, the opening post counted in for each."""
NAMED: Final = 1 / 3
"""Share that must name it in their own words: a fire brigade that came is not who is asked."""
SHARED: Final = 0.2
"""From this share on, both are in it."""
OURS: Final = 0.5
"""Where so much of the weight points to a department of ours, an opening post that names another
body changes nothing."""
PLAINLY_OURS: Final = 0.75
"""Where so much does, nothing changes it."""


@once
def bodies_named(said: Said, ground: Ground) -> frozenset[str]:
    """Return the other bodies that *said* names."""
    return frozenset(ground.named.counts(said.words)) - {PARTIES, HOLDERS}


def body_of_post(said: Said, ground: Ground) -> str | None:
    """Return the one body that *said* is for, when it points to no department of ours."""
    if said.label is None or said.label.department is not None:
        return None
    named = bodies_named(said, ground)
    return next(iter(named)) if len(named) == 1 else None


def body_of_talk(talk: Talk, ground: Ground) -> tuple[str, str | None, tuple[Said, ...]]:
    """Return whether the matter is ours, which other body is in it, and the posts that name it."""
    named: Counter[str] = Counter()
    rests: dict[str, list[Said]] = {}
    for said in talk.voices:
        for body in sorted(bodies_named(said, ground)):
            named[body] += 1
            rests.setdefault(body, []).append(said)
    if not named:
        return "ours", None, ()
    body = min(named, key=lambda one: (-named[one], one))
    own = named[body] / len(talk.voices)
    whole = sum(_is_about(said, body, talk, ground) for said in talk.voices) / len(talk.voices)
    ours = talk.signal.department_score if talk.signal.department is not None else 0.0
    under = whole >= OTHER and own >= NAMED and ours < OURS
    if under or (own >= OTHER and ours < PLAINLY_OURS):
        return "other", body, tuple(rests[body])
    return ("shared", None, tuple(rests[body])) if whole >= SHARED else ("ours", None, ())


def _is_about(said: Said, body: str, talk: Talk, ground: Ground) -> bool:
    """Whether *said*, or the inhabitant's post it stands under, names *body*."""
    opening = talk.opening(said)
    above = opening is not None and opening.by_voice and body in bodies_named(opening, ground)
    return above or body in bodies_named(said, ground)


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
