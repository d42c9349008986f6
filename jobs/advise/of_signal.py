"""A talk in, its `Case` out: everything the rules about a whole signal look at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from jobs.advise.answers import (
    after_answer,
    answered_talk,
    answers_spent,
    asks,
    still_talking,
    thanks_of,
    too_late,
    yes_no,
)
from jobs.advise.conduct import house_rule_of
from jobs.advise.confidence import of_answers, of_fit
from jobs.advise.dangers import danger_of_talk
from jobs.advise.facts import Case, Facts, Told
from jobs.advise.faq import LEAST, Fit, best_fit
from jobs.advise.fits import fit_of
from jobs.advise.ground import Ground
from jobs.advise.politics import MOSTLY, is_political, political_talk
from jobs.advise.reports import reported_again
from jobs.advise.route import body_of_talk, place_of_post, place_of_talk
from jobs.advise.rumours import rumour_in
from jobs.advise.talk import Said, Talk
from jobs.advise.vocabulary import FACTS
from jobs.model import Kind

CONCERNS: Final = (Kind.REPORT, Kind.COMPLAINT, Kind.QUESTION)
"""Kinds that want something of someone."""


@dataclass(frozen=True, kw_only=True)
class _Whole:
    """A signal, and what several of its facts rest on.

    Attributes:
        talk: The signal.
        ground: What it is judged by.
    """

    talk: Talk
    ground: Ground

    @cached_property
    def asked(self) -> tuple[Said, ...]:
        """What still asks for an answer."""
        return tuple(said for said in self.talk.voices if asks(said, self.talk))

    @cached_property
    def fits(self) -> tuple[Fit | None, ...]:
        """What answers each of `asked`."""
        return tuple(fit_of(said, self.talk.opening(said), self.ground) for said in self.asked)

    @cached_property
    def best(self) -> Fit | None:
        """The best of `fits`."""
        found = (fit for fit in self.fits if fit is not None)
        return max(found, key=lambda fit: (fit.score, fit.entry.id), default=None)

    @cached_property
    def matter(self) -> tuple[str, str | None, tuple[Said, ...]]:
        """Whether it is ours, which other body is in it, and who says so."""
        return body_of_talk(self.talk, self.ground)

    @cached_property
    def political(self) -> tuple[Said, ...]:
        """Its political posts."""
        return political_talk(self.talk, self.ground)

    @property
    def political_share(self) -> float:
        """Their share of its voices' posts."""
        return len(self.political) / len(self.talk.voices) if self.talk.voices else 0.0

    @cached_property
    def announced(self) -> Fit | None:
        """The announcement that touches it."""
        signal = self.talk.signal
        text = " ".join((signal.title, *signal.phrases))
        return best_fit(self.ground.announcements, text, "", signal.department)

    def fitted(self, *, fits: bool) -> list[Said]:
        """Return those of `asked` that an approved answer fits, or those that none does.

        The one that the best answer fits best comes first: it stands for the others.
        """
        pairs = [pair for pair in zip(self.asked, self.fits, strict=True) if bool(pair[1]) is fits]
        pairs.sort(key=lambda pair: -self._likeness(pair[1]))
        return [said for said, _ in pairs]

    def _likeness(self, fit: Fit | None) -> float:
        """Return how well *fit* fits; of an answer other than the best, less than of any other."""
        if fit is None or self.best is None:
            return 0.0
        return fit.score + (fit.entry.id == self.best.entry.id)


def signal_case(talk: Talk, ground: Ground) -> Case:
    """Return *talk* as the rules about signals see it."""
    signal = talk.signal
    whole = _Whole(talk=talk, ground=ground)
    return Case(
        signal_id=signal.id,
        week=signal.week,
        post_id=None,
        facts=Facts(
            lambda name: _OF_SIGNAL[name](whole) if name in _OF_SIGNAL else None,
            lambda name: _SCORES[name](whole) if name in _SCORES else None,
        ),
        department=signal.department,
        body=lambda: whole.matter[1],
        faq=lambda: whole.best.entry.id if whole.best else None,
        last_at=signal.last_at,
    )


def _main_kind(whole: _Whole) -> Told:
    kinds = whole.talk.signal.kinds
    return next((kind.value for kind, count in kinds if count), Kind.CHATTER.value), ()


def _share(*kinds: Kind) -> Callable[[_Whole], Told]:
    """Return what tells the share of *kinds* in a signal, and its posts of these kinds."""

    def told(whole: _Whole) -> Told:
        counts = dict(whole.talk.signal.kinds)
        total = sum(counts.values())
        share = sum(counts.get(kind, 0) for kind in kinds) / total if total else 0.0
        return share, [said for said in whole.talk.voices if said.kind in kinds]

    return told


def _thanks(whole: _Whole) -> Told:
    """Return how far posts thank, 0 to 1, and the compliments among them."""
    talk = whole.talk
    share = sum(thanks_of(said, talk.opening(said)) for said in talk.voices)
    posts = [said for said in talk.voices if said.kind is Kind.COMPLIMENT]
    return share / len(talk.voices) if talk.voices else 0.0, posts


def _is_concrete(whole: _Whole) -> bool:
    signal = whole.talk.signal
    return signal.department is not None and bool(signal.place or signal.department_terms)


def _main_breach(whole: _Whole) -> Told:
    """Return the house rule that at least half of the signal's posts break."""
    talk, ground = whole.talk, whole.ground
    broken: dict[str, list[Said]] = {}
    for said in talk.voices:
        rule = house_rule_of(said, place_of_post(said, ground), ground)
        if rule != "none":
            broken.setdefault(rule, []).append(said)
    posts = [said for some in broken.values() for said in some]
    if not posts or 2 * len(posts) < len(talk.voices):
        return "none", ()
    return min(broken, key=FACTS["house_rule"].words.index), posts


def _flag(posts: Sequence[Said]) -> Told:
    return bool(posts), posts


_OF_SIGNAL: Final[Mapping[str, Callable[[_Whole], Told]]] = {
    "shown": lambda whole: (whole.talk.signal.shown, ()),
    "danger": lambda whole: danger_of_talk(whole.talk),
    "competence": lambda whole: (whole.matter[0], whole.matter[2]),
    "place": lambda whole: (place_of_talk(whole.talk, whole.asked, whole.ground), whole.asked),
    "house_rule": _main_breach,
    "answered": lambda whole: answered_talk(whole.talk),
    "still_talking": lambda whole: _flag(still_talking(whole.talk)),
    "after_answer": lambda whole: (
        float(len(since := after_answer(whole.talk))),
        since,
    ),
    "political": lambda whole: (whole.political_share >= MOSTLY, whole.political),
    "political_share": lambda whole: (whole.political_share, whole.political),
    "election_period": lambda whole: (whole.ground.election, ()),
    "kind": _main_kind,
    "report_share": _share(Kind.REPORT),
    "reported_again": lambda whole: _flag(reported_again(whole.talk)),
    "complaint_share": _share(Kind.COMPLAINT),
    "question_share": _share(Kind.QUESTION),
    "compliment_share": _thanks,
    "concern_share": _share(*CONCERNS),
    "open_questions": lambda whole: (float(len(whole.asked)), whole.asked),
    "moment_passed": lambda whole: _flag(
        [said for said in whole.talk.voices if too_late(said, whole.talk)]
    ),
    "service_question": lambda whole: _flag(
        [said for said in whole.asked if not is_political(said, whole.ground)]
    ),
    "faq": lambda whole: ("match" if whole.best else "none", whole.fitted(fits=True)),
    "faq_score": lambda whole: (whole.best.score if whole.best else 0.0, ()),
    "questions_without_faq": lambda whole: (
        float(len(unanswered := whole.fitted(fits=False))),
        unanswered,
    ),
    "rumour": lambda whole: rumour_in(whole.talk, whole.ground),
    "vulnerable": lambda whole: _flag(
        [said for said in whole.asked or whole.talk.voices if said.says("vulnerable")]
    ),
    "voices": lambda whole: (float(whole.talk.signal.voices), ()),
    "posts": lambda whole: (float(whole.talk.signal.voice_posts), ()),
    "sources": lambda whole: (float(len(whole.talk.signal.sources)), ()),
    "reactions": lambda whole: (float(whole.talk.signal.reactions), ()),
    "yes_no": lambda whole: _flag(yes_no(whole.talk)),
    "answers_spent": lambda whole: _flag(answers_spent(whole.talk, whole.ground.max_answers)),
    "trend": lambda whole: (whole.talk.signal.trend.state.value, ()),
    "weeks": lambda whole: (float(whole.talk.signal.trend.weeks), ()),
    "announcement": lambda whole: (whole.announced is not None, ()),
    "department": lambda whole: (whole.talk.signal.department is not None, ()),
    "concrete": lambda whole: (_is_concrete(whole), ()),
}


def _routed(whole: _Whole) -> float | None:
    signal = whole.talk.signal
    return signal.department_score if signal.department is not None else None


def _fit_score(fit: Fit | None) -> float | None:
    return of_fit(fit.score, LEAST) if fit else None


_SCORES: Final[Mapping[str, Callable[[_Whole], float | None]]] = {
    "open_questions": lambda whole: of_answers(whole.asked),
    "service_question": lambda whole: of_answers(
        [said for said in whole.asked if not is_political(said, whole.ground)]
    ),
    "faq": lambda whole: _fit_score(whole.best),
    "faq_score": lambda whole: _fit_score(whole.best),
    "questions_without_faq": lambda whole: of_answers(whole.fitted(fits=False)),
    "announcement": lambda whole: _fit_score(whole.announced),
    "department": _routed,
    "concrete": lambda whole: _routed(whole) if _is_concrete(whole) else None,
}
"""What is sure by the score of whatever finds it."""
