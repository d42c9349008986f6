"""A post of a talk in, its `Case` out: everything the rules about one post look at."""

from collections.abc import Callable, Container, Mapping
from typing import Final, NamedTuple

from jobs.advise.answers import answered, asks, too_late
from jobs.advise.conduct import house_rule_of
from jobs.advise.confidence import of_fit
from jobs.advise.dangers import danger_of
from jobs.advise.facts import Case, Facts, Told
from jobs.advise.faq import LEAST, Fit
from jobs.advise.fits import fit_of
from jobs.advise.ground import Ground
from jobs.advise.politics import is_political
from jobs.advise.route import body_of_post, place_of_post
from jobs.advise.talk import Said, Talk
from jobs.model import PostId, Speaker, Value

PRIVATE: Final = frozenset({"phone", "email", "iban", "national_id", "plate"})
"""Kinds of redaction that belong in a private message; where a defect is may be told in public."""


class _One(NamedTuple):
    """One post of a signal.

    Attributes:
        said: The post.
        talk: The signal.
        ground: What it is judged by.
        spent: Posts of people who got their share of answers.
    """

    said: Said
    talk: Talk
    ground: Ground
    spent: Container[PostId]

    def asks(self) -> bool:
        """Whether it is of this signal and still asks for an answer."""
        return self.said.signal_id == self.talk.signal.id and asks(self.said, self.talk)

    def fit(self) -> Fit | None:
        """Return what answers it; None when it asks nothing."""
        return fit_of(self.said, self.talk.opening(self.said), self.ground) if self.asks() else None

    def body(self) -> str | None:
        """Return the other body that it is for."""
        return body_of_post(self.said, self.ground)

    def faq(self) -> str | None:
        """Return the id of what answers it."""
        fit = self.fit()
        return fit.entry.id if fit else None

    def score(self, name: str) -> float | None:
        """Return how sure what finds a fact is of it; None where it has no score."""
        label, fit = self.said.label, self.fit() if name in {"faq", "faq_score"} else None
        if fit is not None:
            return of_fit(fit.score, LEAST)
        if label is None or name not in {"asks_answer", "department"}:
            return None
        if name == "department":
            return label.department_score if label.department is not None else None
        return label.answer_score if self.asks() else 1 - label.answer_score

    def told(self, name: str) -> Told | None:
        """Return one fact of it; None when nothing is known of that."""
        if name not in _OF_POST:
            return None
        return _OF_POST[name](self), () if name in _NO_POST else (self.said,)


def post_case(said: Said, talk: Talk, ground: Ground, spent: Container[PostId] = ()) -> Case:
    """Return one post of *talk* as the rules about posts see it.

    Args:
        said: The post.
        talk: Its signal.
        ground: What all signals of the week are judged by.
        spent: Posts of people who got their share of answers (`answers_spent`).
    """
    one = _One(said=said, talk=talk, ground=ground, spent=spent)
    own = said.label.department if said.label else None
    return Case(
        signal_id=talk.signal.id,
        week=talk.signal.week,
        post_id=said.post.id,
        facts=Facts(one.told, one.score),
        department=own or talk.signal.department,
        body=one.body,
        faq=one.faq,
        last_at=said.post.posted_at,
    )


def is_personal(said: Said) -> bool:
    """Whether *said* is about its writer's own file, or holds the writer's own details."""
    return said.says("file") or _own_details(said)


def _own_details(said: Said) -> bool:
    return bool(PRIVATE & set(said.post.redacted)) and not said.says("of_other")


_NO_POST: Final = frozenset({"shown", "election_period"})
"""Facts of a post that do not rest on it."""
_OF_POST: Final[Mapping[str, Callable[[_One], Value]]] = {
    "shown": lambda one: one.talk.signal.shown,
    "danger": lambda one: danger_of(one.said),
    "competence": lambda one: "other" if one.body() else "ours",
    "place": lambda one: place_of_post(one.said, one.ground),
    "house_rule": lambda one: house_rule_of(
        one.said, place_of_post(one.said, one.ground), one.ground
    ),
    "answered": lambda one: answered(one.said, one.talk),
    "political": lambda one: is_political(one.said, one.ground),
    "election_period": lambda one: one.ground.election,
    "office_holder": lambda one: one.said.post.speaker is Speaker.OFFICE_HOLDER,
    "kind": lambda one: one.said.kind.value,
    "asks_answer": lambda one: one.asks(),
    "moment_passed": lambda one: too_late(one.said, one.talk),
    "faq": lambda one: "match" if one.fit() else "none",
    "faq_score": lambda one: fit.score if (fit := one.fit()) else 0.0,
    "vulnerable": lambda one: one.said.says("vulnerable"),
    "personal": lambda one: is_personal(one.said),
    "reactions": lambda one: float(one.said.post.reactions),
    "answers_spent": lambda one: one.said.post.id in one.spent,
    "department": lambda one: one.said.label is not None and one.said.label.department is not None,
}
