"""Codes and figures in, plain English out: every code that the store can hold has words here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from jobs.detect.model import Frame
from jobs.model import EvidenceKind, Kind, LinkKind, Owner, Role, Speaker, State

EVIDENCE: Final[Mapping[EvidenceKind, str]] = {
    EvidenceKind.OWN_PAGE: "a page of the municipality, or its own opening post",
    EvidenceKind.NAME: "name of the municipality",
    EvidenceKind.INSTITUTION: "institution or service of the municipality",
    EvidenceKind.OFFICE: "office, such as that of mayor",
    EvidenceKind.PLACE: "place in the municipality",
    EvidenceKind.VENUE: "building or venue in the municipality",
    EvidenceKind.TOPIC: "matter that municipalities see to",
    EvidenceKind.CUE: "turn of phrase of a report, a question or agreement",
    EvidenceKind.SOURCE: "a source about this municipality",
    EvidenceKind.OTHER_MUNICIPALITY: "another municipality",
    EvidenceKind.FOR_SALE: "something for sale, or looked for",
    EvidenceKind.PRIVATE: "private chat",
    EvidenceKind.HOMONYM: "the same name for something else",
    EvidenceKind.THREAD_ROOT: "the opening post of the thread",
    EvidenceKind.THREAD_OTHERS: "other posts of the thread",
    EvidenceKind.OWN_REPLY: "a reply of the municipality in the thread",
    EvidenceKind.PERSON: "a person decided so, and that overrules the rest",
}
"""What each trace is."""

FRAMES: Final[Mapping[Frame, str]] = {
    Frame.OPENING: "it opens a thread, or we do not hold what it answers",
    Frame.LENGTH: "how much it says: what is longer is about more",
    Frame.LATE: "how late in its thread it stands: the longer a talk, the further it drifts",
    Frame.ASIDE: "it answers another reply, not the opening post",
    Frame.ASKS: "it asks something",
}
"""What counts as well, but is no evidence: where a post stands, and how it is made."""

KINDS: Final[Mapping[Kind, str]] = {
    Kind.REPORT: "report",
    Kind.COMPLAINT: "complaint",
    Kind.QUESTION: "question",
    Kind.COMPLIMENT: "thanks or praise",
    Kind.OPINION: "opinion",
    Kind.NEWS: "news",
    Kind.CHATTER: "chat",
    Kind.ANSWER: "answer of the municipality",
}
"""What a post does."""

REASONS: Final[Mapping[str, str]] = {
    "question": "it holds a question mark",
    "hazard": "it speaks of something dangerous",
    "opening": "it opens a thread",
    "place": "it names a place",
    "complaint": "it is a complaint",
    "report": "it is a report",
    "unanswered": "the municipality has not replied after it",
    "answered": "against it: the municipality replied after it",
    "peer_answered": "against it: an inhabitant answered it",
    "solved": "against it: somebody said later that it is over",
    "political": "against it: it speaks of parties or votes",
    "insulting": "against it: it insults or threatens",
}
"""Why a post does or does not ask for an answer."""

SPEAKERS: Final[Mapping[Speaker, str]] = {
    Speaker.VOICE: "inhabitant",
    Speaker.MUNICIPALITY: "municipality",
    Speaker.OFFICE_HOLDER: "office holder",
    Speaker.PRESS: "press",
}
"""Who speaks, never by name."""

ROLES: Final[Mapping[Role, str]] = {
    Role.OPENING: "opening post",
    Role.COMMENT: "comment",
}
"""Place of a post in its thread."""

OWNERS: Final[Mapping[Owner, str]] = {
    Owner.OWN: "of the municipality",
    Owner.COMMUNITY: "of the community",
}
"""Whose place a source is."""

LINKS: Final[Mapping[LinkKind, str]] = {
    LinkKind.STARTS: "starts a story of its own",
    LinkKind.AUTOMATIC: "continues it: alike enough to join without being asked",
    LinkKind.POSSIBLE: "may continue it: alike, but a person is to confirm it",
    LinkKind.CONFIRMED: "continues it: a person confirmed it",
    LinkKind.SPLIT: "may have split off: alike, and another signal of the week continues it",
    LinkKind.MERGED: "may take it in: alike, and no other signal of the week continues it",
}
"""How a signal stands to a story."""

STATES: Final[Mapping[State, str]] = {
    State.NEW: "new: its story has no voices in an earlier week",
    State.GROWING: "growing: so many voices are hardly chance",
    State.STEADY: "ongoing: as many voices as the weeks before make likely",
    State.FADING: "fading: so few voices are hardly chance",
    State.BACK: "back: its story was silent the week before",
}
"""How a story stands this week."""

INPUTS: Final[Mapping[str, str]] = {
    "surprise": "how unusual so many voices are (a new story: how many there are)",
    "reach": "voices, then the sources they write in, then reactions",
    "waiting": "weeks of the story, while questions are open and nobody answered",
    "complaints": "share of reports and complaints among the posts of inhabitants",
    "new": "how little it is like any signal of earlier weeks",
}
"""What the strength of a signal is made of."""

_CONFIDENCE: Final = (
    (0.9, "almost certainly"),
    (0.7, "probably"),
    (0.5, "more likely than not"),
    (0.3, "probably not"),
    (0.0, "almost certainly not"),
)
_WEIGHTS: Final = ((1.0, "strongly"), (0.4, "somewhat"), (0.0, "slightly"))
"""From which log-odds; 1.0 makes an even chance one of 73 %, 0.4 one of 60 %."""


def confidence_words(chance: float) -> str:
    """Return a chance of 0 to 1 in words and per cent: ``probably (82 %)``."""
    return f"{next(words for least, words in _CONFIDENCE if chance >= least)} ({percent(chance)})"


def weight_words(weight: float) -> str:
    """Return a weight of evidence, in log-odds, in words: ``speaks strongly for it (+1.25)``."""
    size = next(words for least, words in _WEIGHTS if abs(weight) >= least)
    return f"speaks {size} {'for' if weight >= 0 else 'against'} it ({weight:+.2f})"


def percent(share: float) -> str:
    """Return a share of 0 to 1 per cent: ``82 %``; near the ends, ``0.47 %`` or ``99.80 %``."""
    whole = 100.0 * share
    if 0 < whole < 1 or 99 < whole < 100:  # never a certainty that was not there
        return f"{whole:.2f} %"
    return f"{whole:.0f} %"


def count(number: int, one: str, many: str = "") -> str:
    """Return *number* with its noun: ``1 post``, ``2 posts``."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def moment_words(moment: datetime, zone: ZoneInfo) -> str:
    """Return *moment* on the clocks of *zone*: ``2026-11-11 08:20+01:00``."""
    return moment.astimezone(zone).isoformat(sep=" ", timespec="minutes")
