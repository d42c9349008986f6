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
from jobs.advise.talk import Said
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


def house_rule_of(said: Said, place: str, ground: Ground, floods: frozenset[PostId]) -> str:
    """Return the gravest house rule that *said* breaks, or ``none``.

    On an own page only the house rules that sources.toml names count.
    """
    if not said.by_voice:
        return "none"
    found = _broken(said, floods)
    if place == "own_page" and found not in ground.house_rules:
        return "none"
    return found


def _broken(said: Said, floods: frozenset[PostId]) -> str:
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
    return "off-topic-flood" if said.post.id in floods and not asks else "none"


def _tells_on_someone(said: Said) -> bool:
    kinds = frozenset(said.post.redacted)
    if said.says("of_self"):
        return False
    tells = bool(kinds & TELLING) or ("plate" in kinds and bool(kinds & _OWNER))
    pilloried = (tells or bool(kinds & REACHING)) and said.says("pillory")
    return pilloried or (tells and said.says("of_other"))


def _is_spam(said: Said) -> bool:
    reachable = bool(frozenset(said.post.redacted) & REACHING)
    can_take_it = reachable or _ADDRESS.search(said.post.words) is not None
    return can_take_it and said.conduct.count("spam", said.words) >= SPAM_SIGNS


def find_floods(posts: Iterable[Post]) -> frozenset[PostId]:
    """Return the posts in which one voice pastes the same text under `FLOOD_POSTS` threads."""
    by_voice: dict[tuple[SourceId, VoiceKey], list[tuple[Post, frozenset[str]]]] = defaultdict(list)
    for post in posts:
        words = frozenset(plain(post.text).split())
        if post.voice and post.speaker is Speaker.VOICE and len(words) >= FLOOD_WORDS:
            by_voice[post.source_id, post.voice].append((post, words))
    floods: set[PostId] = set()
    for said in by_voice.values():
        if len(said) < FLOOD_POSTS:
            continue
        for _, words in said:
            same = [post for post, other in said if _alike(words, other)]
            if len({post.thread_id for post in same}) >= FLOOD_POSTS:
                floods |= {post.id for post in same}
    return frozenset(floods)


def _alike(first: frozenset[str], second: frozenset[str]) -> bool:
    return len(first & second) >= FLOOD_ALIKE * len(first | second)
