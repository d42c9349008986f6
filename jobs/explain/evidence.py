"""A mention in, its evidence in words out: heaviest first, what the thread and source add apart."""

import math
from collections.abc import Iterable, Mapping
from typing import Final

from jobs.detect.model import KEEP, Frame, contribution
from jobs.explain.parts import SHORT, Json, Part
from jobs.explain.words import EVIDENCE, FRAMES, confidence_words, percent, weight_words
from jobs.model import Evidence, EvidenceKind, Mention, Post, Speaker

OUTSIDE: Final = frozenset(
    {
        EvidenceKind.OWN_PAGE,
        EvidenceKind.SOURCE,
        EvidenceKind.THREAD_ROOT,
        EvidenceKind.THREAD_OTHERS,
        EvidenceKind.OWN_REPLY,
        EvidenceKind.PERSON,
    }
)
"""Traces that do not stand in the text of the post itself."""
_EDGE: Final = 0.005
"""Closer to 0 or 1 than this, a confidence of four decimals no longer tells its log-odds."""


def mention_part(post: Post, mention: Mention | None) -> Part:
    """Return whether *post* is about the municipality, and how sure that is."""
    name = "about the municipality"
    if mention is None:
        return Part(name=name, facts={"judged": False}, lines=("not judged: run `detect` first",))
    lines = [
        confidence_words(mention.confidence),
        f"counted: {percent(KEEP)} or more is enough"
        if mention.kept
        else f"not counted: {percent(KEEP)} is needed, so it is in no signal",
    ]
    if any(one.kind is EvidenceKind.PERSON for one in mention.evidence):
        lines.append(EVIDENCE[EvidenceKind.PERSON])
    elif post.speaker is Speaker.MUNICIPALITY:
        lines.append("what the municipality writes is about its own matters, whatever is in it")
    facts: dict[str, Json] = {
        "judged": True,
        "week": str(mention.week),
        "confidence": mention.confidence,
        "counted": mention.kept,
        "needed": KEEP,
    }
    return Part(name=name, facts=facts, lines=tuple(lines))


def text_part(post: Post, mention: Mention) -> Part:
    """Return what in the text of *post* speaks for or against."""
    found = [one for one in mention.evidence if one.kind not in OUTSIDE]
    lines = [_line(one, post) for one in _heaviest(found)] or ["nothing known stands in it"]
    facts: dict[str, Json] = {"evidence": [_facts(one, post) for one in _heaviest(found)]}
    return Part(name="in its text", facts=facts, lines=tuple(lines))


def around_part(
    post: Post, mention: Mention, opening: Mention | None, frames: Mapping[str, float]
) -> Part:
    """Return what the thread and the source of *post* add, and what all of it comes to.

    Args:
        post: The post.
        mention: Its judgement.
        opening: That of the opening post of its thread, when there is one.
        frames: See `PostRows`; what corrections taught about them stays in where a post begins.
    """
    found = _heaviest([one for one in mention.evidence if one.kind in OUTSIDE])
    lines = [_line(one, post) for one in found] or ["nothing"]
    facts: dict[str, Json] = {"evidence": [_facts(one, post) for one in found]}
    if opening is not None and opening.post_id != post.id:
        facts["opening"] = opening.post_id
        facts["opening_confidence"] = opening.confidence
        told = confidence_words(opening.confidence)
        lines.append(f"the opening post {opening.post_id[:SHORT]} is about us: {told}")
    weighed = _weighed(frames)
    facts["frames"] = {frame.value: round(weight, 2) for frame, weight in weighed}
    lines += [f"{weight_words(weight)}: {FRAMES[frame]}" for frame, weight in weighed]
    start = _start(post, mention, weighed)
    if start is not None:
        facts["start"] = round(start, 2)
        lines.append(
            f"{start:+.2f} to begin with, then all of the above: "
            f"{_log_odds(mention.confidence):+.2f}, which is {percent(mention.confidence)}"
        )
    return Part(name="from around it", facts=facts, lines=tuple(lines))


def _heaviest(found: list[Evidence]) -> list[Evidence]:
    return sorted(found, key=lambda one: (-abs(one.weight), one.start, one.kind))


def _line(one: Evidence, post: Post) -> str:
    if one.kind is EvidenceKind.PERSON:
        return EVIDENCE[one.kind]
    told = f"{weight_words(one.weight)}: {EVIDENCE[one.kind]}"
    if one.term:
        told += f', "{one.term}"'
    written = _quoted(one, post)
    if written and written != one.term:
        told += f', written as "{written}"'
    return told


def _quoted(one: Evidence, post: Post) -> str:
    """Return the span of the text; empty once it was erased, and for what lies outside it."""
    return " ".join(post.words[one.start : one.end].split())


def _facts(one: Evidence, post: Post) -> Json:
    return {
        "kind": one.kind,
        "term": one.term,
        "written": _quoted(one, post),
        "start": one.start,
        "end": one.end,
        "weight": one.weight,
    }


def _weighed(frames: Mapping[str, float]) -> list[tuple[Frame, float]]:
    """Return what each of *frames* weighs, heaviest first; nothing of what weighs nothing."""
    found = ((frame, contribution(frame, frames.get(frame, 0.0))) for frame in FRAMES)
    return sorted((one for one in found if one[1]), key=lambda one: -abs(one[1]))


def _start(post: Post, mention: Mention, weighed: Iterable[tuple[Frame, float]]) -> float | None:
    """Return what a post weighs before anything is found; None when it does not add up to that."""
    decided = any(one.kind is EvidenceKind.PERSON for one in mention.evidence)
    near = not _EDGE < mention.confidence < 1 - _EDGE
    if decided or near or post.speaker is Speaker.MUNICIPALITY:
        return None
    found = sum(one.weight for one in mention.evidence) + sum(weight for _, weight in weighed)
    return _log_odds(mention.confidence) - found


def _log_odds(chance: float) -> float:
    return math.log(chance / (1.0 - chance))
