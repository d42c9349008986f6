"""The two ladders of a week in, the same with what leads from their figures to the pages out."""

from collections import Counter
from dataclasses import replace

from jobs.model import Action, Ladder
from jobs.report.desk import Pen
from jobs.report.matters import matters_of, whole_of


def bridged(pen: Pen, ladders: tuple[Ladder, ...]) -> tuple[Ladder, ...]:
    """Return *ladders*, of the whole and of single posts, with why page one counts otherwise."""
    told = (_moved(pen), _asked(pen))
    return tuple(
        replace(ladder, caption=f"{ladder.caption} {more}".strip())
        for ladder, more in zip(ladders, told, strict=False)
    )


def _moved(pen: Pen) -> str:
    """Return how many of what is only followed stand on page one with what one post asks."""
    wholes = [whole_of(pen, one) for one in pen.mine]
    followed = sum(one is not None and one.action is Action.MONITOR for one in wholes)
    left = len(matters_of(pen).get(Action.MONITOR, []))
    if followed <= left:
        return ""
    action = pen.words.quoted(pen.words.say(f"action.{Action.MONITOR}.label"))
    return pen.words.say(
        "flow.moved", all=followed, left=left, moved=followed - left, action=action
    )


def _asked(pen: Pen) -> str:
    """Return where the posts stand of which a department is asked first; each is in one part."""
    signals = {one.id: one for one in pen.mine}
    found = Counter[str]()
    for advice in pen.desk.advices:
        signal = signals.get(advice.signal_id)
        if advice.action is not Action.CHECK_FIRST or advice.post_id is None or signal is None:
            continue
        small = "doubted" if pen.doubts(signal) else "loose"
        found["signal" if signal.shown else small] += 1
    if not found:
        return ""
    names = [name for name in ("loose", "signal", "doubted") if found[name]]
    parts = [pen.words.say(f"flow.part.{name}", n=found[name]) for name in names]
    action = pen.words.quoted(pen.words.say(f"action.{Action.CHECK_FIRST}.label"))
    return pen.words.say("flow.asked", action=action, parts=pen.words.join(parts))
