"""Matters in, the rows of "answer or not" out, for the communication lead."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from jobs.language.rules import label_of
from jobs.model import (
    Action,
    Advice,
    Choice,
    Post,
    PostId,
    Quote,
    Signal,
    Step,
    Verdict,
    Where,
    Who,
)
from jobs.report.acting import basis_of, by_day, day_of, does_of, ready_of, supplies_of, why_of
from jobs.report.desk import Pen
from jobs.report.matters import apart_of, whole_of
from jobs.report.parts import quotable_part
from jobs.report.signals import history_text
from jobs.report.telling import told_of
from jobs.report.text import LINE_CAP, cap, capital

OPENLY: Final = frozenset({Where.IN_THREAD, Where.IN_GROUP_AS_PAGE, Where.OWN_PAGE, Where.TICKET})
"""Where all can read an answer."""


def choice_of(pen: Pen, signal: Signal, number: int) -> Choice:
    """Return one row: what to do about the whole of *signal*, and what some posts need besides."""
    whole, apart = whole_of(pen, signal), apart_of(pen, signal)
    steps = [] if whole is None else [_whole(pen, signal, whole, apart, number)]
    if not signal.shown and apart:  # there is nothing to say about the whole of it
        steps = []
    groups = groupby(apart, key=lambda one: (one.action, one.rule))
    steps += [_apart(pen, signal, list(same), number) for _, same in groups]
    return Choice(
        number=number,
        title=pen.title(signal),
        size=pen.words.count("size.voices", signal.voices),
        detail=detail_of(pen, signal),
        history=signal.trend.told if signal.shown and len(signal.trend.told) > 1 else (),
        history_text=history_text(pen, signal),
        steps=tuple(steps) or (_watch(pen),),
    )


def verdict_of(pen: Pen, action: Action, choices: Sequence[Choice]) -> Verdict:
    """Return *choices* under *action*; what decided stands with those where it is not the usual."""
    heads = [choice.steps[0].because for choice in choices]
    names = list(dict.fromkeys(name for name in heads if name))
    whys: dict[str, str] = {}
    for advice in pen.desk.advices:
        label = _label(pen, advice)
        if advice.action is action and label in names:
            whys.setdefault(label, why_of(pen, advice))
    told = [whys[name] for name in names if name in whys]
    if len(names) > 1:
        told = [
            f"{pen.words.say('word.label', label=capital(name))} {whys[name]}"
            for name in names
            if name in whys
        ]
    usual = max(names, key=heads.count, default="")
    days = Counter(choice.steps[0].due for choice in choices if choice.steps[0].due)
    day = max(days, key=days.__getitem__, default="")
    return Verdict(
        action=action,
        action_text=pen.words.say(f"action.{action}.label"),
        why=" ".join(told),
        due=by_day(pen, day),
        choices=tuple(_without(pen, choice, usual, day) for choice in choices),
        holding=_holding(pen, day) if action is Action.CHECK_FIRST else "",
    )


def _holding(pen: Pen, day: str) -> str:
    """Return a reply that promises only that there will be one, by *day* unless that is today."""
    if day in {"", pen.words.say("when.today")}:
        return pen.words.say("holding.undated")
    return pen.words.say("holding.dated", date=day)


def _without(pen: Pen, choice: Choice, label: str, day: str) -> Choice:
    """Return *choice* without the *label* of a rule and the *day* that its verdict tells."""
    first, *others = choice.steps
    first = replace(first, because="") if first.because == label else first
    days = ["" if one.due == day else by_day(pen, one.due) for one in (first, *others)]
    steps = [replace(one, due=due) for one, due in zip((first, *others), days, strict=True)]
    return replace(choice, steps=tuple(steps))


def detail_of(pen: Pen, signal: Signal) -> str:
    """Return ``terug · 2 wachten op antwoord``."""
    told = [pen.words.say(f"choice.{signal.trend.state}")]
    if signal.open_questions:
        told.append(pen.words.count("choice.waiting", len(signal.open_questions)))
    if pen.doubts(signal):
        told.append(pen.words.say("choice.doubtful"))
    return " · ".join(part.replace(" ", "\u00a0") for part in told)


def _whole(pen: Pen, signal: Signal, advice: Advice, apart: Sequence[Advice], number: int) -> Step:
    aside = {one.post_id for one in apart}
    ready = tuple(post_id for fact in advice.facts if fact.name == "faq" for post_id in fact.posts)
    asked = tuple(p for p in pen.asking(signal) if p not in aside)
    waiting = tuple(p for p in signal.open_questions if p not in aside)
    spoken = ready or asked or waiting or tuple(p for p in signal.quotes if p not in aside)
    return _step(pen, signal, advice, (spoken, waiting), number)


def _apart(pen: Pen, signal: Signal, same: Sequence[Advice], number: int) -> Step:
    ids = tuple(one.post_id for one in same if one.post_id is not None)
    if not signal.shown:
        return _step(pen, signal, same[0], (ids, ids), number)
    if same[0].action is Action.MOVE_PRIVATE:
        step = _step(pen, signal, same[0], (ids, ids), number)
        return replace(step, action_text=pen.words.count("choice.private", len(same)))
    about = pen.words.count("choice.posts", len(same))
    return _step(pen, signal, same[0], (ids, ids), number, about)


def _step(
    pen: Pen,
    signal: Signal,
    advice: Advice,
    ids: tuple[tuple[PostId, ...], tuple[PostId, ...]],
    number: int,
    about: str = "",
) -> Step:
    """Return one thing to do; of *ids* the first may be quoted, the others are told of."""
    spoken, waiting = ids
    quote = _quote(pen, signal, spoken)
    told, url = ("", None)
    posts = pen.posts(waiting)
    if quote is None and posts:
        told, url = told_of(pen, signal, posts, number)
        more = _careful(pen, advice, posts[0])
        told = f"{told} {more}" if more else told
    private = advice.action is Action.MOVE_PRIVATE and posts
    return Step(
        action=advice.action,
        action_text=pen.words.say(f"action.{advice.action}.label"),
        because=_label(pen, advice),
        about=about,
        quote=quote,
        told=told,
        url=pen.link(posts[0]) if private else url,
        ready=ready_of(pen, advice),
        basis=basis_of(pen, advice),
        supplies=supplies_of(pen, advice) or (pen.department(signal.department) if private else ""),
        does=does_of(pen, advice),
        due=day_of(pen, advice),
    )


def _careful(pen: Pen, advice: Advice, post: Post) -> str:
    """Return what to mind in an answer to *post*, which may tell of somebody's own life."""
    if advice.action is Action.MOVE_PRIVATE:
        return pen.words.say("told.private")
    spoken = advice.who is not Who.NOBODY and advice.where in OPENLY
    return pen.words.say("told.general") if spoken and pen.kept_back(post) else ""


def _quote(pen: Pen, signal: Signal, ids: Sequence[PostId]) -> Quote | None:
    """Return the first of *ids* that may be quoted, or of it the question alone."""
    if not signal.shown:
        return None
    parts = (quotable_part(pen, post, lambda text: "?" in text) for post in pen.posts(ids))
    said = next((part for part in parts if part is not None), None)
    return None if said is None else pen.quote(said, brief=True)


def _watch(pen: Pen) -> Step:
    """Return what is done about a matter of which nothing is advised."""
    return Step(
        action=Action.MONITOR,
        action_text=pen.words.say(f"action.{Action.MONITOR}.label"),
        because="",
        about="",
        quote=None,
        told="",
        url=None,
        ready=None,
        basis="",
        supplies="",
        does=pen.words.say("how.nobody"),
        due="",
    )


def _label(pen: Pen, advice: Advice) -> str:
    return cap(label_of(advice.rule, pen.words), LINE_CAP)
