"""A post in, the house rule it breaks out. High precision only: harsh words break nothing.

Negative talk about policy, services or roads never breaks a rule here: an insult needs a person
who is addressed, personal data need a sign that they are someone else's, an advert needs an offer
and a way to take it, a flood needs the same text many times.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from jobs.advise.dangers import danger_of
from jobs.advise.ground import Ground
from jobs.advise.talk import Said, once
from jobs.language.phrases import plain
from jobs.model import Kind, Post, PostId, SourceId, Speaker, VoiceKey

TELLING: Final = frozenset({"house_number", "iban", "national_id"})
"""Kinds of redaction that say where someone lives or what is theirs. A name alone does not, a plate
alone may be a witness's, a telephone number or mail address is often a plumber's."""
_OWNER: Final = frozenset({"name", "house_number"})
"""Beside a plate: whose it is."""
REACHING: Final = frozenset({"phone", "email", "profile"})
"""Kinds of redaction by which someone can be reached."""
SPAM_SIGNS: Final = 2
"""One offer is an advert somebody may place; two signs of a lure are spam."""
FLOOD_POSTS: Final = 3
"""Threads with the same text: twice may be a mistake."""
FLOOD_WORDS: Final = 12
"""Different words; shorter texts (``idem``, ``schandalig``) repeat by nature."""
FLOOD_ALIKE: Final = 0.4
"""Words in common as a share of all words of two texts. Two texts of one person on two matters
reach 0.21 at most in the demo town."""
_ADDRESS: Final = re.compile(r"https?:|www\.")


def house_rule_of(said: Said, place: str, ground: Ground) -> str:
    """Return the gravest house rule that *said* breaks, or ``none``.

    On an own page only the house rules that sources.toml names count.
    """
    if not said.by_voice:
        return "none"
    found = _broken(said)
    if place == "own_page" and found not in ground.house_rules:
        return "none"
    return found


@once
def _broken(said: Said) -> str:
    if danger_of(said) == "threat":
        return "threat"
    if said.says("slur"):
        return "discrimination"
    if _tells_on_someone(said):
        return "personal-data"
    if said.conduct.insult_at_person.found(said.words) or said.says("insult_alone"):
        return "insult"
    if _is_spam(said):
        return "spam"
    asks = said.kind in {Kind.QUESTION, Kind.REPORT}  # to ask again is no flood
    return "off-topic-flood" if said.flood and not asks else "none"


def _tells_on_someone(said: Said) -> bool:
    kinds = frozenset(said.post.redacted)
    if not kinds or said.says("of_self"):
        return False
    tells = bool(kinds & TELLING) or ("plate" in kinds and bool(kinds & _OWNER))
    pilloried = (tells or bool(kinds & REACHING)) and said.says("pillory")
    return pilloried or (tells and said.says("of_other"))


def _is_spam(said: Said) -> bool:
    reachable = bool(frozenset(said.post.redacted) & REACHING)
    can_take_it = reachable or _ADDRESS.search(said.post.words) is not None
    return can_take_it and said.told.get("spam", 0) >= SPAM_SIGNS


def find_floods(posts: Iterable[Post]) -> frozenset[PostId]:
    """Return the posts in which one voice pastes the same text under `FLOOD_POSTS` threads."""
    by_voice: dict[tuple[SourceId, VoiceKey], list[Post]] = defaultdict(list)
    for post in posts:
        if post.voice and post.speaker is Speaker.VOICE:
            by_voice[post.source_id, post.voice].append(post)
    return frozenset(post for said in by_voice.values() for post in _pasted(said))


def _pasted(posts: list[Post]) -> set[PostId]:
    """Return those of one voice's *posts* that paste the same text; each text is compared once."""
    floods: set[PostId] = set()
    if not _many(posts):  # true of nearly all people
        return floods
    texts: dict[frozenset[str], list[Post]] = defaultdict(list)
    for post in posts:
        words = frozenset(plain(post.text).split())
        if len(words) >= FLOOD_WORDS:
            texts[words].append(post)
    for words in texts:
        same = [post for other, some in texts.items() if _alike(words, other) for post in some]
        if _many(same):
            floods |= {post.id for post in same}
    return floods


def _many(posts: list[Post]) -> bool:
    return len({post.thread_id for post in posts}) >= FLOOD_POSTS


def _alike(first: frozenset[str], second: frozenset[str]) -> bool:
    shared = len(first & second)
    return shared >= FLOOD_ALIKE * (len(first) + len(second) - shared)
