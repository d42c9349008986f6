"""The policy, and the advices of a week or none, in; the flowchart out, as ladders."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from jobs.language.rules import heading_of, question_of
from jobs.language.wording import Wording
from jobs.model import Advice, Ladder, Policy, Rung, Subject
from jobs.report.text import LINE_CAP, cap


def ladders_of(
    policy: Policy,
    words: Wording,
    advices: Iterable[Advice] | None = None,
) -> tuple[Ladder, ...]:
    """Return *policy* as ladders, with where the *advices* of a week left them.

    A post that no rule is about has no advice, so that of posts only those who leave are counted.
    """
    counts = None if advices is None else _counts(advices)
    return tuple(
        _ladder(subject, _rungs(policy, subject, words, counts), words)
        for subject in Subject
        if policy.of(subject)
    )


def _counts(advices: Iterable[Advice]) -> Counter[str]:
    """Return how many left at each rule; names are unique over both kinds of rules."""
    return Counter(advice.rule for advice in advices)


def _ladder(subject: Subject, rungs: tuple[Rung, ...], words: Wording) -> Ladder:
    whole, counted = subject is Subject.SIGNAL, rungs[0].count is not None
    about, kind = words.say(f"policy.{subject}"), "" if whole else "_posts"
    caption = words.say(f"flow.caption{kind}")
    if counted:
        caption += f" {words.say(f'flow.counted{kind}')}"
    total = sum(rung.count or 0 for rung in rungs)
    title = _headline(rungs, about, words) if total else about
    end = "" if whole else words.say("flow.otherwise")
    return Ladder(
        title=title,
        caption=caption,
        alternative=_alternative(rungs, title, end, words),
        begin=words.count("flow.matters", total) if whole and counted else "",
        end=end,
        yes=words.say("word.yes"),
        no=words.say("word.no"),
        rungs=rungs,
    )


def _headline(rungs: Sequence[Rung], about: str, words: Wording) -> str:
    """Return where most of those who left came out; of two alike the one that is asked first."""
    left = Counter[str]()
    for rung in rungs:
        left[rung.outcome] += rung.count or 0
    ((outcome, count),) = left.most_common(1)
    facts = {"part": about, "all": words.number(left.total()), "outcome": words.quoted(outcome)}
    return words.count("flow.found", count, **facts)


def _rungs(
    policy: Policy, subject: Subject, words: Wording, counts: Counter[str] | None
) -> tuple[Rung, ...]:
    rules = policy.of(subject)
    left = sum(counts[rule.name] for rule in rules) if counts is not None else 0
    rungs = []
    for number, rule in enumerate(rules, start=1):
        asked = question_of(rule, words)
        mark = f" · {words.say('policy.own')}" if rule.own else ""
        rung = Rung(
            number=number,
            question=cap(asked, LINE_CAP) + mark,
            outcome=words.say(f"action.{rule.action}.label"),
            own=rule.own,
        )
        if counts is not None:
            left -= counts[rule.name]
            past = left if subject is Subject.SIGNAL else None
            rung = replace(rung, count=counts[rule.name], past=past)
        rungs.append(rung)
    return tuple(rungs)


def _alternative(rungs: Sequence[Rung], title: str, end: str, words: Wording) -> str:
    """Return a ladder as sentences; the ways that nobody took go without a figure."""
    steps = []
    for rung in rungs:
        facts: dict[str, str | int] = {
            "n": rung.number,
            "question": rung.question,
            "yes": words.say("word.yes"),
            "outcome": rung.outcome,
        }
        if rung.count:
            steps.append(words.say("flow.step_counted", count=rung.count, **facts))
        else:
            steps.append(words.say("flow.step", **facts))
    told = f"{' '.join(steps)} {end}".strip()
    return words.say("flow.alternative", part=title, steps=told)


def title_of(policy: Policy, words: Wording) -> str:
    """Return name and version of *policy*, fit for a line."""
    return cap(heading_of(policy, words), LINE_CAP)
