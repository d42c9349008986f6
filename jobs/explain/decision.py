"""A case and the policy in, how it was decided out: every fact, every rule tried, what decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jobs.advise.facts import Case
from jobs.advise.vocabulary import FACTS
from jobs.explain.parts import SHORT, Explanation, Json, Part, headed, listed
from jobs.explain.town import Town
from jobs.language.rules import (
    ANSWERING,
    checklist_of,
    condition_of,
    fact_of,
    heading_of,
    label_of,
    outcome_of,
    reason_of,
    value_of,
)
from jobs.language.wording import Wording
from jobs.model import Advice, Condition, Fact, Policy, Post, PostId, Rule, Subject
from jobs.report.links import safe_link

_NAMED: Final = 4
"""Posts that a fact names; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One signal, or one post of it, with what is needed to tell how it was decided.

    Attributes:
        title: Title of the signal.
        case: Its facts.
        policy: What decides.
        computed: The advice that follows now; None when no rule about posts applies.
        stored: The advice that the report was made of; None when there is none.
        apart: Advices on single posts of the signal.
        posts: The posts that facts rest on, by id; of those we hold.
    """

    title: str
    case: Case
    policy: Policy
    computed: Advice | None
    stored: Advice | None
    apart: tuple[Advice, ...]
    posts: Mapping[PostId, Post]

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return Subject.SIGNAL if self.case.post_id is None else Subject.POST


def explain_decision(decision: Decision, town: Town, words: Wording) -> Explanation:
    """Return how *decision* came about, in the language of *words*."""
    facts = _known(decision)
    parts = [
        _head(decision, words),
        _facts_part(facts, words),
        _rules_part(decision, words),
        _advice_part(decision, town, words),
    ]
    if decision.apart:
        parts.append(_apart_part(decision, words))
    parts.append(_posts_part(decision, facts, town, words))
    name = decision.case.post_id or decision.case.signal_id
    return Explanation(what=decision.subject, id=name, parts=tuple(parts), heading=name)


def _known(decision: Decision) -> tuple[Fact, ...]:
    """Return every fact that can be known of it."""
    facts = decision.case.facts
    return tuple(facts[name] for name, kind in FACTS.items() if decision.subject in kind.of)


def _head(decision: Decision, words: Wording) -> Part:
    policy = decision.policy
    lines = (decision.title, words.say("decision.follows", policy=heading_of(policy, words)))
    facts: dict[str, Json] = {
        "title": decision.title,
        "week": str(decision.case.week),
        "policy": policy.name,
        "version": policy.version,
    }
    return Part(
        name="of",
        heading=words.say("word.label", label=str(decision.case.week)),
        facts=facts,
        lines=lines,
    )


def _facts_part(facts: tuple[Fact, ...], words: Wording) -> Part:
    told: dict[str, Json] = {
        one.name: {
            "value": one.value,
            "confidence": one.confidence,
            "posts": listed(one.posts),
        }
        for one in facts
    }
    lines = tuple(_fact_line(one, words) for one in facts)
    return Part(name="facts", heading=headed("decision.facts", words), facts=told, lines=lines)


def _fact_line(fact: Fact, words: Wording) -> str:
    parts = [value_of(fact.name, fact.value, words)]
    if fact.confidence is not None:
        sure = words.say("decision.sure", percent=words.percent(fact.confidence))
        parts.append(sure if fact.confidence < 1 else words.say("decision.certain"))
    if fact.posts:
        named = ", ".join(post[:SHORT] for post in fact.posts[:_NAMED])
        more = len(fact.posts) - _NAMED
        rest = f" {words.say('decision.more', n=more)}" if more > 0 else ""
        parts.append(words.say("decision.evidence", posts=f"{named}{rest}"))
    label = words.say("word.label", label=fact_of(fact.name, words))
    return f"{label} {' · '.join(parts)}"


def _rules_part(decision: Decision, words: Wording) -> Part:
    """Return every rule that was tried, the one that decided last."""
    lines: list[str] = []
    facts: list[Json] = []
    for number, rule in enumerate(decision.policy.of(decision.subject), start=1):
        missed = rule.missed(decision.case.facts.value)
        own = f" * {words.say('policy.own')}" if rule.own else ""
        told = _missed(decision, missed, words) if missed else words.say("decision.decides")
        lines.append(f"{number:>2}. {label_of(rule.name, words)} ({rule.name}){own} – {told}")
        facts.append(_rule_facts(decision, rule, missed))
        if missed is None:
            break
    return Part(
        name="rules",
        heading=headed("decision.rules", words),
        facts={"tried": facts},
        lines=tuple(lines),
    )


def _missed(decision: Decision, missed: tuple[Condition, bool], words: Wording) -> str:
    condition, wanted = missed
    told = words.quoted(condition_of(condition, words))
    if not wanted:
        return words.say("decision.excluded", wanted=told)
    value = value_of(condition.fact, decision.case.facts.value(condition.fact), words)
    return words.say("decision.missed", wanted=told, value=value)


def _rule_facts(
    decision: Decision, rule: Rule, missed: tuple[Condition, bool] | None
) -> dict[str, Json]:
    told: dict[str, Json] = {"rule": rule.name, "own": rule.own, "decides": missed is None}
    if missed is not None:
        condition, wanted = missed
        told["failed_on"] = condition.fact
        told["in"] = "when" if wanted else "unless"
        told["value"] = decision.case.facts.value(condition.fact)
    return told


def _advice_part(decision: Decision, town: Town, words: Wording) -> Part:
    advice = decision.computed
    lines = [words.say("decision.none")]
    if advice is not None:
        lines = _advice_lines(advice, decision, town, words)
    lines.append(_compared(decision, words))
    stored = decision.stored
    facts: dict[str, Json] = {
        "action": None if advice is None else advice.action.value,
        "rule": None if advice is None else advice.rule,
        "in_report": None if stored is None else {"action": stored.action, "rule": stored.rule},
    }
    heading = headed("decision.advice", words)
    return Part(name="advice", heading=heading, facts=facts, lines=tuple(lines))


def _advice_lines(advice: Advice, decision: Decision, town: Town, words: Wording) -> list[str]:
    rule = decision.policy.rule(advice.rule)
    lines = [] if rule is None else [outcome_of(rule, words)]
    lines.append(reason_of(advice.rule, advice.action, decision.policy, words))
    if advice.action in ANSWERING:
        lines.append(words.say("word.label", label=words.say("checklist.title")))
        told = town.settings.policy
        minded = checklist_of(told.max_answers, told.complaint_route, words)
        lines += [f"  {line}" for line in minded]
    return lines


def _compared(decision: Decision, words: Wording) -> str:
    """Return how that stands to what the report was made of."""
    now, then = decision.computed, decision.stored
    if then is None:
        return words.say("decision.unadvised") if now is not None else ""
    if now is not None and (now.action, now.rule) == (then.action, then.rule):
        return words.say("decision.same")
    return words.say(
        "decision.changed",
        action=words.say(f"action.{then.action}.label"),
        rule=label_of(then.rule, words),
    )


def _apart_part(decision: Decision, words: Wording) -> Part:
    lines = tuple(
        f"{(one.post_id or '')[:SHORT]}  {words.say(f'action.{one.action}.label')} "
        f"({label_of(one.rule, words)})"
        for one in decision.apart
    )
    facts: list[Json] = [
        {"post": one.post_id, "action": one.action, "rule": one.rule} for one in decision.apart
    ]
    heading = headed("decision.apart", words)
    return Part(name="apart", heading=heading, facts={"posts": facts}, lines=lines)


def _posts_part(decision: Decision, facts: tuple[Fact, ...], town: Town, words: Wording) -> Part:
    """Return where the posts can be read that the facts rest on."""
    named = dict.fromkeys(post for fact in facts for post in fact.posts)
    posts = [decision.posts[name] for name in named if name in decision.posts]
    posts.sort(key=lambda post: (post.posted_at, post.id))
    lines, told = [], list[Json]()
    for post in posts:
        link = safe_link(post.url) or ""
        parts = [post.id[:SHORT], town.moment(post.posted_at), post.source_id, link]
        parts += [words.say("decision.gone")] if post.erased_at is not None else []
        lines.append("  ".join(part for part in parts if part))
        told.append({"post": post.id, "source": post.source_id, "url": link or None})
    heading = headed("decision.posts", words)
    return Part(name="posts", heading=heading, facts={"posts": told}, lines=tuple(lines))
