"""A week's talk in, draft FAQ entries out: open questions without an approved answer, grouped.

A question is held against the others as against an approved answer (`jobs.advise.faq`): the one
that most others fit stands for them. Nothing here approves an answer; a person writes it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jobs.advise.answers import asks
from jobs.advise.conduct import house_rule_of
from jobs.advise.faq import fits, make_entry, shelves_of
from jobs.advise.fits import context_of, fit_of
from jobs.advise.ground import Ground
from jobs.advise.of_post import is_personal
from jobs.advise.politics import is_political
from jobs.advise.route import body_of_post, place_of_post
from jobs.advise.talk import Said, Talk
from jobs.model import DepartmentId, Draft, Kind, PostId


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """An open question, with what it is asked under.

    Attributes:
        said: The question.
        talk: Its signal.
        department: Whose it is; None when nothing points to one.
    """

    said: Said
    talk: Talk
    department: DepartmentId | None


def drafts_of(talks: Iterable[Talk], ground: Ground) -> tuple[Draft, ...]:
    """Return the open questions that no approved answer fits, grouped, most voices first."""
    questions = [one for talk in talks for one in _open_in(talk, ground)]
    questions.sort(key=_in_time)
    groups = sorted(_groups(questions), key=_weight)
    return tuple(_draft(group, ground) for group in groups)


def _open_in(talk: Talk, ground: Ground) -> Iterable[_Question]:
    for said in talk.voices:
        if said.kind is not Kind.QUESTION or not asks(said, talk):
            continue
        if fit_of(said, talk.opening(said), ground) is None and _is_general(said, ground):
            own = said.label.department if said.label else None
            yield _Question(said=said, talk=talk, department=own or talk.signal.department)


def _is_general(said: Said, ground: Ground) -> bool:
    """Whether an answer to *said* could stand in our FAQ, for everyone to read."""
    return not (
        is_political(said, ground)
        or is_personal(said)
        or body_of_post(said, ground)
        or house_rule_of(said, place_of_post(said, ground), ground) != "none"
    )


def _groups(questions: list[_Question]) -> Iterable[list[_Question]]:
    """Yield groups of *questions*, the one that stands for the others first, each question once."""
    near = _near(questions)
    left = {one.said.post.id: one for one in questions}
    fitting: dict[str, int] = {post: len(near[post]) for post in left}
    while left:
        first = max(left, key=fitting.__getitem__)
        group = [post for post in left if post in near[first] and post != first]
        for post in (first, *group):
            for other in near[post]:
                fitting[other] -= 1
        yield [left.pop(post) for post in (first, *group)]


def _near(questions: list[_Question]) -> Mapping[PostId, frozenset[str]]:
    """Return by question which others ask what it asks: each fits the other, in one language.

    Entries hold the words of the question alone: with those of its opening post every question
    under one post would be the same.
    """
    shelves = shelves_of(
        make_entry(
            one.said.post.id,
            one.said.post.language,
            question=one.said.post.words,
            answer="",
            department=one.department or "",
        )
        for one in questions
    )
    pairs = {
        (one.said.post.id, fit.entry.id)
        for one in questions
        for shelf in shelves
        if shelf.language == one.said.post.language
        for fit in fits((shelf,), one.said.post.words, _context(one), one.department)
    }
    near: dict[PostId, set[str]] = {one.said.post.id: set() for one in questions}
    for post, other in pairs:
        if (other, post) in pairs:
            near[post].add(other)
    return {post: frozenset(others) for post, others in near.items()}


def _context(one: _Question) -> str:
    return context_of(one.said, one.talk.opening(one.said))


def _draft(group: list[_Question], ground: Ground) -> Draft:
    counts = Counter(one.department for one in group if one.department is not None)
    in_time = sorted(group, key=_in_time)
    return Draft(
        week=ground.week,
        department=min(counts, key=lambda name: (-counts[name], name), default=None),
        signals=tuple(dict.fromkeys(one.talk.signal.id for one in in_time)),
        questions=tuple(dict.fromkeys(one.said.post.id for one in (group[0], *in_time))),
        voices=_voices(group),
        since=in_time[0].said.post.posted_at,
    )


def _weight(group: list[_Question]) -> tuple[object, ...]:
    """Most voices first, then what most plainly waits for an answer, and not for agreement."""
    waits = max(one.said.label.answer_score for one in group if one.said.label)
    reactions = sum(one.said.post.reactions for one in group)
    return -_voices(group), -len(group), -waits, -reactions, _in_time(group[0])


def _voices(group: list[_Question]) -> int:
    return len({one.said.post.voice for one in group})


def _in_time(one: _Question) -> tuple[object, ...]:
    return one.said.post.posted_at, one.said.post.text
