"""A reading in its thread in, its traits out: by name, how strongly each is present (0 to about 2).

The traits are the only things that the kind of a post and its need of an answer are decided on;
each is a turn of phrase, a sign or a place in the thread, in every language the same.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final

from jobs.cluster.course import Course
from jobs.cluster.read import Reading
from jobs.language.conduct import Conduct, load_conduct
from jobs.language.kinds import CUES, cues_in, load_cues
from jobs.language.phrases import plain
from jobs.language.words import tokens
from jobs.model import Kind, Role, Speaker

SHORT: Final = 4
"""Words; a post of fewer is mostly agreement or a joke, and so is a question."""
_SURE: Final = 0.999
"""A confidence beyond which it makes no difference."""
_MOST: Final = 2
"""Turns of one kind that count; more say nothing more."""
_LAUGH: Final = re.compile("[😂🤣😅😄😁😆😜😉🙃]")
_LOVE: Final = re.compile("[❤🧡💛💚💙💜🥰😍👏💪🙏👍🎉😊🙌]")
_ANGRY: Final = re.compile("[😡😠🤬😤🙄😞😢😭👎💩🤮]")
_USUAL: Final = b"abcdefghijklmnopqrstuvwxyz ,."
"""What most of a text is made of: no capital, digit or sign."""
_SENTENCE: Final = re.compile(r"(?<=[.!?\n…])\s+")
_TAG: Final = re.compile(r"[^?]+,\s*[^\s,?]+\s*\?[^?]*")
"""One word behind a comma, and a question mark: *nobody disagrees politely here, coffee?*"""
_HARSH: Final = frozenset({"threat", "insult", "insult_alone", "slur", "self_harm"})
_CUES: Final = tuple(
    (cue, f"{cue}_words") for cue in CUES if cue not in {"question_opening", "solved"}
)
"""Lists that are counted, and the traits that they make."""


def say_traits(reading: Reading, root: Reading | None) -> dict[str, float]:
    """Return what the words and signs of a post show; traits that are absent are left out.

    Args:
        reading: The post.
        root: Its opening post; None when it is one itself, or when we do not hold it.
    """
    text = reading.post.words
    words = tokens(text, reading.post.language)
    said = cues_in(reading.words, reading.post.language)
    found = {trait: float(min(said[cue], _MOST)) for cue, trait in _CUES if cue in said}
    found |= _signs(text)
    found |= {
        "mark": float("?" in text),
        "ends_asking": float(text.rstrip(" \n😂🤣😅🙏").endswith("?")),
        "opens_asking": float(_opens_asking(text, reading.post.language)),
        "short": float(len(words) < SHORT),
        "length": math.log1p(len(words)) / 3.0,
        "opening": float(reading.post.role is Role.OPENING),
        "place": float(bool(reading.places)),
        "matter": min(len(reading.terms) / 10.0, 2.0),
        "under_us": float(_under(root, Speaker.MUNICIPALITY)),
        "under_press": float(_under(root, Speaker.PRESS)),
        "root_asks": float(root is not None and "?" in root.post.words),
    }
    return {name: value for name, value in found.items() if value}


def _under(root: Reading | None, speaker: Speaker) -> bool:
    return root is not None and root.post.speaker is speaker


def _opens_asking(text: str, language: str) -> bool:
    """Whether a question in *text* begins as questions do."""
    if "?" not in text:
        return False
    opening = load_cues(language)["question_opening"]
    return any(opening.found(_start(one)) for one in _SENTENCE.split(text) if "?" in one)


def _start(sentence: str) -> str:
    """Return the first words of a sentence, as turns of phrase are matched."""
    return f" {' '.join(plain(sentence).split()[:2])} "


def _signs(text: str) -> dict[str, float]:
    telling = text.encode().translate(None, _USUAL).decode()  # a tenth of the text
    capitals = sum(map(str.isupper, telling))
    letters = sum(map(str.isalpha, text)) if capitals > 4 else 0
    return {
        "laugh": float(bool(_LAUGH.search(telling))),
        "love": float(bool(_LOVE.search(telling))),
        "angry": float(bool(_ANGRY.search(telling))),
        "exclaims": float("!" in text),
        "loud": float(letters > 8 and capitals > 0.5 * letters),
        "number": float(any(map(str.isdigit, telling))),
        "quotes": float(text.startswith(">") or text.count('"') > 1),
    }


def ask_traits(
    reading: Reading, kinds: Mapping[Kind, float], course: Course, conduct: Conduct
) -> dict[str, float]:
    """Return what shows whether a post wants an answer of the municipality.

    Args:
        reading: The post.
        kinds: What it does, each with its probability.
        course: How its thread went.
        conduct: Lists of the languages spoken here.
    """
    place, text = course.place[reading.post.id], reading.post.words
    opens, asks = reading.post.role is Role.OPENING, _asks(text)
    found = {
        **{f"as_{kind}": probability for kind, probability in kinds.items()},
        "mark": float(asks),
        "asks_under": float(asks and not opens),
        "quip": float(asks and not _asks_at_length(text)),
        "sure": _log_odds(reading.confidence),
        "opening": float(opens),
        "hazard": float(conduct.says("hazard", reading.words)),
        "political": float(conduct.says("political", reading.words)),
        "insulting": float(is_harsh(reading, conduct)),
        "answered": float(course.last_own > place),
        "answered_here": float(reading.post.id in course.answered),
        "peer_answered": float(course.last_help(reading) > place),
        "solved": float(course.last_solved > place),
        "said_before": float(course.first_of.get(reading.voice or "", place) < place),
        "place": float(bool(reading.places)),
        "length": math.log1p(len(reading.terms)) / 3.0,
        "under_us": float(course.opened_by_us),
    }
    return {name: value for name, value in found.items() if value}


def _asks(text: str) -> bool:
    """Whether *text* has a question: one word behind a comma hangs on what asks nothing."""
    return any("?" in one and not _TAG.fullmatch(one) for one in _SENTENCE.split(text))


def _asks_at_length(text: str) -> bool:
    """Whether a question in *text* has more than a few words: *koffie?* is for whoever reads it."""
    return any(len(one.split()) >= SHORT for one in _SENTENCE.split(text) if "?" in one)


def _log_odds(confidence: float) -> float:
    """Return a third of the log-odds of *confidence*, about -2 to 2."""
    held = min(max(confidence, 1.0 - _SURE), _SURE)
    return math.log(held / (1.0 - held)) / 3.0


def is_harsh(reading: Reading, conduct: Conduct) -> bool:
    """Whether a post threatens, insults or slurs; such a post is never quoted."""
    return not _HARSH.isdisjoint(conduct.lists.counts(reading.words))


def conduct_of(languages: Sequence[str]) -> Conduct:
    """Return the lists of the *languages* spoken here."""
    return load_conduct(tuple(dict.fromkeys(languages)))
