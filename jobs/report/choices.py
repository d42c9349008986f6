"""Advices in, the rows of "answer or not" out, for the communication lead."""

from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from typing import Final

from jobs.language.rules import label_of, reason_of
from jobs.model import Action, Advice, Choice, Ground, PostId, Signal, Verdict, Who
from jobs.report.desk import Pen, strongest_first
from jobs.report.text import LINE_CAP, cap
from jobs.settings.bodies import bodies_of

ORDER: Final = (
    Action.ANSWER,
    Action.CHECK_FIRST,
    Action.CORRECT_ONCE,
    Action.OPEN_TICKET,
    Action.MOVE_PRIVATE,
    Action.PUBLISH,
    Action.REFER,
    Action.LEAVE,
)
"""In which order the rows stand. The others have a place of their own in the edition."""
SINGLE: Final = frozenset({Action.ANSWER, Action.CORRECT_ONCE, Action.OPEN_TICKET, Action.REFER})
"""Actions worth a row for a matter of one or two voices; the others are in the file of posts."""
MAX_CHOICES: Final = 8
"""Rows of one rule, so that what is left unanswered keeps its place after what is answered."""
MAX_SINGLE: Final = 8
"""Rows about single posts, of all rules together."""
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Days as ``[schedule]`` writes them, in order."""
MAX_TITLES: Final = 6
"""Titles named in the line under the table."""


def verdicts_of(pen: Pen) -> tuple[tuple[Verdict, ...], str]:
    """Return "answer or not" by action and rule, and a line about what is only followed."""
    wanted = [advice for advice in pen.desk.advices if _is_row(pen, advice)]
    wanted.sort(key=lambda advice: _order(pen, advice))
    rows = [list(group) for _, group in groupby(wanted, key=_row_key)]
    single = [row for row in rows if row[0].post_id is not None][MAX_SINGLE:]
    rows = [row for row in rows if row not in single]
    rules = [list(group) for _, group in groupby(rows, key=lambda row: _rule_key(row[0]))]
    actions = [list(group) for _, group in groupby(rules, key=lambda rule: rule[0][0].action)]
    left_out = len(single) + sum(max(len(rule) - MAX_CHOICES, 0) for rule in rules)
    verdicts = tuple(_verdict(pen, same) for same in actions)
    return _without_repeats(verdicts), _rest(pen, left_out)


def why_of(pen: Pen, advice: Advice) -> str:
    """Return why *advice* is given, in words."""
    reason = reason_of(advice.rule, advice.action, pen.desk.policy, pen.words)
    return cap(reason, LINE_CAP)


def basis_of(pen: Pen, advice: Advice) -> str:
    """Return the FAQ entry or the other body that *advice* rests on, in words; may be empty."""
    told = []
    faq = next((f for f in pen.desk.settings.faq if f.id == advice.faq), None)
    if faq is not None:
        told.append(pen.words.say("how.faq", question=cap(faq.question, LINE_CAP)))
    if advice.body is not None:
        told.append(_body(pen, advice.body))
    return " ".join(told)


def how_of(pen: Pen, advice: Advice) -> str:
    """Return who acts, from which place and when; empty when nobody does anything."""
    if advice.who is Who.NOBODY:
        return ""
    who = pen.words.say(f"who.{advice.who}.label")
    department = pen.department(advice.department)
    if department and advice.who is Who.DEPARTMENT:
        who = department
    elif department:
        who = pen.words.say("how.supplies", department=department, who=who)
    where = pen.words.say(f"where.{advice.where}.label")
    return " · ".join(part for part in (who, where, when_of(pen, advice)) if part)


def when_of(pen: Pen, advice: Advice) -> str:
    """Return by when, seen from the day on which the edition leaves."""
    if advice.due is None:
        return ""
    days = timedelta(days=WEEKDAYS.index(pen.desk.settings.schedule.weekday))
    if advice.due <= pen.desk.week.next.monday + days:
        return pen.words.say("when.today")
    return pen.words.say("when.by", day=pen.words.short_day(advice.due))


def _body(pen: Pen, body: str) -> str:
    """Return who is competent and where to go: as the town says, or as we do in its language."""
    settings = pen.desk.settings
    known = next((one for one in bodies_of(settings) if one.id == body), None)
    own = any(one.id == body for one in settings.bodies)
    if known is not None and (own or pen.words.language == settings.municipality.language):
        name, contact = cap(known.name, LINE_CAP), cap(known.contact, LINE_CAP)
        return f"{pen.words.say('how.body', name=name)} {contact}".strip()
    key = f"body.{body}.label"
    name = pen.words.say(key) if pen.words.has(key) else body
    return pen.words.say("how.body", name=name)


def _without_repeats(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """Return *verdicts* with the name of each rule once: one on posts may be called as another."""
    said, told = set[str](), []
    for verdict in verdicts:
        grounds = []
        for ground in verdict.grounds:
            grounds.append(replace(ground, label="") if ground.label in said else ground)
            said.add(ground.label)
        told.append(replace(verdict, grounds=tuple(grounds)))
    return tuple(told)


def _verdict(pen: Pen, rules: list[list[list[Advice]]]) -> Verdict:
    action = rules[0][0][0].action
    return Verdict(
        action=action,
        action_text=pen.words.say(f"action.{action}.label"),
        grounds=tuple(_ground(pen, rows) for rows in rules),
    )


def _ground(pen: Pen, rows: list[list[Advice]]) -> Ground:
    first = rows[0][0]
    return Ground(
        rule=first.rule,
        label=cap(label_of(first.rule, pen.words), LINE_CAP),
        why=why_of(pen, first),
        choices=tuple(_choice(pen, same[0], len(same)) for same in rows[:MAX_CHOICES]),
    )


def _choice(pen: Pen, advice: Advice, posts: int) -> Choice:
    signal = pen.by_id[advice.signal_id]
    ids: tuple[PostId, ...]
    if advice.post_id is None:
        detail = pen.words.count("size.voices", signal.voices)
        apart = {a.post_id for a in pen.desk.advices if a.signal_id == signal.id}
        ids = tuple(p for p in (*pen.asking(signal), *signal.quotes) if p not in apart)
    else:
        detail = pen.words.count("choice.posts", posts)
        ids = (advice.post_id,)
    return Choice(
        title=pen.title(signal),
        detail=detail,
        quote=next(iter(pen.quotes(signal, ids, 1, brief=True)), None),
        because=_because(pen, signal, advice),
        basis=basis_of(pen, advice),
        how=how_of(pen, advice),
    )


def _because(pen: Pen, signal: Signal, advice: Advice) -> str:
    """Return what decided in a few words: the name of the rule, and how many questions wait."""
    waiting = len(signal.open_questions)
    told = [cap(label_of(advice.rule, pen.words), LINE_CAP)]
    if advice.post_id is None and waiting > 1:
        told.append(pen.words.count("choice.waiting", waiting))
    return "; ".join(part for part in told if part)


def _is_row(pen: Pen, advice: Advice) -> bool:
    """Whether *advice* gets a row: not when it only repeats what is said of the whole signal."""
    signal = pen.by_id.get(advice.signal_id)
    if signal is None or advice.action not in ORDER:
        return False
    whole = {a.action for a in pen.whole(advice.signal_id)}
    repeats = advice.post_id is not None and advice.action in whole
    return not repeats and (signal.shown or advice.action in SINGLE)


def _order(pen: Pen, advice: Advice) -> tuple[object, ...]:
    """Return what rows are ordered by; the ids at the end only keep equal rows together."""
    signal = pen.by_id[advice.signal_id]
    strength = (not signal.shown, *strongest_first(signal))
    return (*_rule_key(advice), *strength, advice.post_id is not None, signal.id)


def _rule_key(advice: Advice) -> tuple[int, bool, str]:
    return ORDER.index(advice.action), advice.post_id is not None, advice.rule


def _row_key(advice: Advice) -> tuple[object, ...]:
    return advice.signal_id, *_rule_key(advice), advice.post_id is None


def _rest(pen: Pen, left_out: int) -> str:
    followed = [
        pen.by_id[a.signal_id]
        for a in pen.desk.advices
        if a.action is Action.MONITOR and a.post_id is None and a.signal_id in pen.by_id
    ]
    shown = sorted((s for s in followed if s.shown), key=strongest_first)
    titles = [pen.quoted_title(signal) for signal in shown[:MAX_TITLES]]
    more = len(followed) - len(titles)
    if titles and more:
        titles.append(pen.words.count("choice.more", more))
    told = [pen.words.say("choice.followed", titles=pen.words.join(titles))] if titles else []
    if left_out > 0:
        told.append(pen.words.count("choice.left_out", left_out))
    return " ".join(told)
