"""Talk in, facts out: everything the rules look at, each with the posts it rests on."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from jobs.advise.answers import answered, answered_talk, answers_spent, asks, still_talking, yes_no
from jobs.advise.conduct import house_rule_of
from jobs.advise.dangers import danger_of, danger_of_talk
from jobs.advise.faq import Fit, best_fit
from jobs.advise.ground import Ground
from jobs.advise.politics import MOSTLY, is_political, political_talk
from jobs.advise.route import body_of_post, body_of_talk, place_of_post, place_of_talk
from jobs.advise.rumours import rumour_in
from jobs.advise.talk import Said, Talk
from jobs.advise.vocabulary import FACTS, Value
from jobs.model import DepartmentId, Fact, Kind, PostId, SignalId, Speaker, Week

CONCERNS: Final = (Kind.REPORT, Kind.COMPLAINT, Kind.QUESTION)
"""Kinds that want something of someone."""
PRIVATE: Final = frozenset({"phone", "email", "iban", "national_id", "plate"})
"""Kinds of redaction that belong in a private message; where a defect is may be told in public."""

Facts = Mapping[str, Fact]
"""Every name of `FACTS`, with its value."""
Told = tuple[Value, Iterable[Said]]
"""A value, and the posts it rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One signal, or one post of it, as the rules see it.

    Attributes:
        signal_id: The signal.
        week: Its week.
        post_id: The post; None for the whole signal.
        facts: What is known.
        department: Whose it is; None when unknown.
        body: Id of the other body that is competent; None when it is ours.
        faq: Id of the FAQ entry that answers it; None when none does.
        last_at: Last post about it, UTC: cooling-off starts here.
    """

    signal_id: SignalId
    week: Week
    post_id: PostId | None
    facts: Facts
    department: DepartmentId | None
    body: str | None
    faq: str | None
    last_at: datetime


def make_facts(known: Mapping[str, Told]) -> Facts:
    """Return all facts: *known* ones with the posts they rest on, the others as by default."""
    facts = {name: Fact(name=name, value=kind.default) for name, kind in FACTS.items()}
    return MappingProxyType(facts | {name: _fact(name, told) for name, told in known.items()})


def _fact(name: str, told: Told) -> Fact:
    value, rests = told
    posts = tuple(dict.fromkeys(said.post.id for said in rests))
    return Fact(name=name, value=value, posts=posts)


class _OnDemand(Mapping[str, Fact]):
    """Facts that are found out when a rule asks for them: of most posts it asks for few."""

    def __init__(self, known: Mapping[str, Callable[[], Told]]) -> None:
        self._known = known
        self._told: dict[str, Fact] = {}

    def __getitem__(self, name: str) -> Fact:
        if name not in self._told:
            told = self._known[name]() if name in self._known else (FACTS[name].default, ())
            self._told[name] = _fact(name, told)
        return self._told[name]

    def __iter__(self) -> Iterator[str]:
        return iter(FACTS)

    def __len__(self) -> int:
        return len(FACTS)


def signal_case(talk: Talk, ground: Ground) -> Case:
    """Return *talk* as the rules about signals see it."""
    signal = talk.signal
    asked = tuple(said for said in talk.voices if asks(said, talk))
    fits = {said.post.id: _fit(said, talk, ground) for said in asked}
    matched = [fit for fit in fits.values() if fit is not None]
    best = max(matched, key=lambda fit: (fit.score, fit.entry.id), default=None)
    competence, body, naming = body_of_talk(talk, ground)
    known: dict[str, tuple[Value, Iterable[Said]]] = {
        "competence": (competence, naming),
        "place": (place_of_talk(talk, asked, ground), asked),
        "open_questions": (float(len(asked)), asked),
        "faq": ("match" if best else "none", [s for s in asked if fits[s.post.id]]),
        "faq_score": (best.score if best else 0.0, ()),
        "questions_without_faq": (
            float(len(asked) - len(matched)),
            [s for s in asked if not fits[s.post.id]],
        ),
        "announcement": (_is_announced(talk, ground), ()),
        **_figures(talk),
        **_shares(talk),
        **_conduct(talk, ground, asked),
        **_course(talk, ground),
    }
    return Case(
        signal_id=signal.id,
        week=signal.week,
        post_id=None,
        facts=make_facts(known),
        department=signal.department,
        body=body,
        faq=best.entry.id if best else None,
        last_at=signal.last_at,
    )


def post_case(said: Said, talk: Talk, ground: Ground, spent: Container[PostId] = ()) -> Case:
    """Return one post of *talk* as the rules about posts see it.

    Args:
        said: The post.
        talk: Its signal.
        ground: What all signals of the week are judged by.
        spent: Posts of people who got their share of answers (`answers_spent`).
    """
    label = said.label
    place = place_of_post(said, ground)
    body = body_of_post(said, ground)
    open_ask = said.member and asks(said, talk)
    fit = _fit(said, talk, ground) if open_ask else None
    rests = (said,)
    known: dict[str, Callable[[], Told]] = {
        "shown": lambda: (talk.signal.shown, ()),
        "danger": lambda: (danger_of(said), rests),
        "competence": lambda: ("other" if body else "ours", rests),
        "place": lambda: (place, rests),
        "house_rule": lambda: (house_rule_of(said, place, ground, talk.floods), rests),
        "answered": lambda: (answered(said, talk), rests),
        "political": lambda: (is_political(said, ground), rests),
        "election_period": lambda: (ground.election, ()),
        "office_holder": lambda: (said.post.speaker is Speaker.OFFICE_HOLDER, rests),
        "kind": lambda: (said.kind.value, rests),
        "asks_answer": lambda: (open_ask, rests),
        "faq": lambda: ("match" if fit else "none", rests),
        "faq_score": lambda: (fit.score if fit else 0.0, rests),
        "vulnerable": lambda: (said.says("vulnerable"), rests),
        "personal": lambda: (said.says("file") or _own_details(said), rests),
        "reactions": lambda: (float(said.post.reactions), rests),
        "answers_spent": lambda: (said.post.id in spent, rests),
        "department": lambda: (label is not None and label.department is not None, rests),
    }
    return Case(
        signal_id=talk.signal.id,
        week=talk.signal.week,
        post_id=said.post.id,
        facts=_OnDemand(known),
        department=(label.department if label else None) or talk.signal.department,
        body=body,
        faq=fit.entry.id if fit else None,
        last_at=said.post.posted_at,
    )


def _own_details(said: Said) -> bool:
    return bool(PRIVATE & set(said.post.redacted)) and not said.says("of_other")


def _fit(said: Said, talk: Talk, ground: Ground) -> Fit | None:
    opening = talk.opening(said)
    context = opening.post.words if opening is not None and opening is not said else ""
    department = said.label.department if said.label else None
    return best_fit(ground.faq, said.post.words, context, department)


def _is_announced(talk: Talk, ground: Ground) -> bool:
    signal = talk.signal
    text = " ".join((signal.title, *signal.phrases))
    return best_fit(ground.announcements, text, "", signal.department) is not None


def _figures(talk: Talk) -> dict[str, tuple[Value, Iterable[Said]]]:
    signal = talk.signal
    concrete = signal.department is not None and bool(signal.place or signal.department_terms)
    return {
        "shown": (signal.shown, ()),
        "voices": (float(signal.voices), ()),
        "posts": (float(signal.voice_posts), ()),
        "sources": (float(len(signal.sources)), ()),
        "reactions": (float(signal.reactions), ()),
        "trend": (signal.trend.state.value, ()),
        "weeks": (float(signal.trend.weeks), ()),
        "department": (signal.department is not None, ()),
        "concrete": (concrete, ()),
    }


def _shares(talk: Talk) -> dict[str, tuple[Value, Iterable[Said]]]:
    counts = dict(talk.signal.kinds)
    total = sum(counts.values())
    main = next((kind.value for kind, count in talk.signal.kinds if count), Kind.CHATTER.value)
    shares: dict[str, tuple[Value, Iterable[Said]]] = {"kind": (main, ())}
    for kind in (Kind.REPORT, Kind.COMPLAINT, Kind.QUESTION, Kind.COMPLIMENT):
        of_kind = [said for said in talk.voices if said.kind is kind]
        shares[f"{kind.value}_share"] = (counts.get(kind, 0) / total if total else 0.0, of_kind)
    concerned = [said for said in talk.voices if said.kind in CONCERNS]
    concern = sum(counts.get(kind, 0) for kind in CONCERNS)
    shares["concern_share"] = (concern / total if total else 0.0, concerned)
    return shares


def _conduct(
    talk: Talk, ground: Ground, asked: tuple[Said, ...]
) -> dict[str, tuple[Value, Iterable[Said]]]:
    voices = talk.voices
    danger, told = danger_of_talk(talk)
    political = political_talk(talk, ground)
    share = len(political) / len(voices) if voices else 0.0
    service = [said for said in asked if not is_political(said, ground)]
    return {
        "danger": (danger, told),
        "house_rule": _main_breach(talk, ground),
        "political": (share >= MOSTLY, political),
        "political_share": (share, political),
        "election_period": (ground.election, ()),
        "service_question": (bool(service), service),
        "vulnerable": _flag([said for said in asked or voices if said.says("vulnerable")]),
    }


def _main_breach(talk: Talk, ground: Ground) -> tuple[Value, Iterable[Said]]:
    """Return the house rule that at least half of the signal's posts break."""
    broken: dict[str, list[Said]] = {}
    for said in talk.voices:
        rule = house_rule_of(said, place_of_post(said, ground), ground, talk.floods)
        if rule != "none":
            broken.setdefault(rule, []).append(said)
    posts = [said for some in broken.values() for said in some]
    if not posts or 2 * len(posts) < len(talk.voices):
        return "none", ()
    return min(broken, key=FACTS["house_rule"].words.index), posts


def _course(talk: Talk, ground: Ground) -> dict[str, tuple[Value, Iterable[Said]]]:
    return {
        "answered": answered_talk(talk),
        "still_talking": _flag(still_talking(talk)),
        "rumour": rumour_in(talk, ground),
        "yes_no": _flag(yes_no(talk)),
        "answers_spent": _flag(answers_spent(talk, ground.max_answers)),
    }


def _flag(rests: Iterable[Said]) -> tuple[Value, Iterable[Said]]:
    posts = tuple(rests)
    return bool(posts), posts
