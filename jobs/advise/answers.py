"""Talk in, who asks and who answered out; also who only plays yes and no."""

from collections import Counter
from datetime import timedelta
from typing import Final

from jobs.advise.talk import Said, Talk
from jobs.model import Kind, PostId, Role, VoiceKey

LATE: Final = timedelta(days=2)
"""Talk in the last days of the week counts as going on."""
RUN: Final = 4
"""Turns that two people take in a row before it is a game of yes and no."""
GAME: Final = 0.6
"""Share of the signal's posts that such a game must make up."""


def asks(said: Said, talk: Talk) -> bool:
    """Whether *said* asks for an answer that no own account has given since, and still can."""
    return _wants(said, talk) and not said.late


def too_late(said: Said, talk: Talk) -> bool:
    """Whether *said* got no answer of ours before the moment passed that it asks about."""
    return _wants(said, talk) and said.late


def _wants(said: Said, talk: Talk) -> bool:
    wanted = said.label is not None and said.label.needs_answer
    listed = said.post.id in talk.signal.open_questions
    return said.by_voice and (wanted or listed) and talk.reply(said) is None


def thanks_of(said: Said, opening: Said | None) -> float:
    """Return how far *said* thanks: 1 for a compliment, a half for joining in under thanks, or 0.

    Args:
        said: The post.
        opening: The one that it stands under.
    """
    if said.kind is Kind.COMPLIMENT:
        return 1.0
    under = opening is not None and opening.by_voice and opening.kind is Kind.COMPLIMENT
    joins = under and opening is not None and opening.says("thanks")
    return 0.5 if joins and said.kind in {Kind.OPINION, Kind.CHATTER} else 0.0


def answered(said: Said, talk: Talk) -> str:
    """Return who answered *said*: ``by_us``, ``by_citizen`` or ``no``."""
    if talk.reply(said) is not None:
        return "by_us"
    if said.kind is not Kind.QUESTION or asks(said, talk):
        return "no"
    others = any(one.by_voice and one.post.voice != said.post.voice for one in talk.after(said))
    return "by_citizen" if others else "no"


def answered_talk(talk: Talk) -> tuple[str, tuple[Said, ...]]:
    """Return who answered what was asked in *talk*, and the posts that this rests on."""
    own = tuple(said for said in talk.replies if _replies(said, talk))
    if any(asks(said, talk) for said in talk.voices):
        return "no", ()
    wanted = [
        said for said in talk.voices if said.kind in {Kind.QUESTION, Kind.COMPLAINT, Kind.REPORT}
    ]
    heard = [said for said in wanted if talk.reply(said) is not None]
    if own and heard and 2 * len(heard) >= len(wanted):
        return "by_us", own
    questions = [said for said in wanted if said.kind is Kind.QUESTION]
    if not questions or 2 * len(questions) < len(wanted):
        return "no", ()
    helped = all(answered(said, talk) != "no" for said in questions)
    return ("by_citizen", tuple(questions)) if helped else ("no", ())


def _replies(said: Said, talk: Talk) -> bool:
    """Whether the own post *said* is a comment of this week."""
    return said.post.role is Role.COMMENT and said.post.posted_at >= talk.signal.first_at


def still_talking(talk: Talk) -> tuple[Said, ...]:
    """Return the posts that show that the talk goes on.

    After an own answer: what at least two voices said since. Without one: what was said in the last
    days of the week.
    """
    if any(_replies(said, talk) for said in talk.replies):
        since = tuple(said for said in after_answer(talk) if _unhappy(said))
        return since if len({said.post.voice for said in since}) >= 2 else ()
    return tuple(said for said in talk.voices if said.post.posted_at >= talk.ends - LATE)


def after_answer(talk: Talk) -> tuple[Said, ...]:
    """Return what inhabitants said since our last answer of this week; nothing without one."""
    own = [said.post.posted_at for said in talk.replies if _replies(said, talk)]
    return tuple(said for said in talk.voices if own and said.post.posted_at > max(own))


def _unhappy(said: Said) -> bool:
    """Whether *said* is more than thanks or small talk."""
    return said.kind not in {Kind.COMPLIMENT, Kind.CHATTER}


def yes_no(talk: Talk) -> tuple[Said, ...]:
    """Return the turns of two people who only contradict each other; empty when nobody does."""
    games = (said for thread in talk.threads.values() for said in _game(thread.said))
    turns = tuple(said for said in games if said.signal_id == talk.signal.id)
    enough = len(turns) >= GAME * len(talk.voices)
    return turns if turns and enough and not any(asks(said, talk) for said in turns) else ()


def _game(thread: tuple[Said, ...]) -> tuple[Said, ...]:
    """Return the longest run of comments in which two voices take turns."""
    comments = [said for said in thread if said.by_voice and said.post.role is Role.COMMENT]
    first, end, begin = 0, 0, 0
    for place, said in enumerate(comments):
        if place >= begin + 2 and said.post.voice != comments[place - 2].post.voice:
            begin = place - 1
        if place > begin and said.post.voice == comments[place - 1].post.voice:
            begin = place
        if place + 1 - begin > end - first:
            first, end = begin, place + 1
    return tuple(comments[first:end]) if end - first >= RUN else ()


def answers_spent(talk: Talk, most: int) -> tuple[Said, ...]:
    """Return the posts of people who got *most* own answers in that thread and still go on."""
    spent: list[Said] = []
    for thread in talk.threads.values():
        if len(thread.replies) < most:
            continue
        given: Counter[VoiceKey] = Counter()
        before: dict[PostId, Said] = {}
        for said in thread.said:
            if said.by_us and said.post.role is Role.COMMENT:
                given.update(answered_voice(before, said))
            elif _insists(said, talk) and said.post.voice and given[said.post.voice] >= most:
                spent.append(said)
            before[said.post.id] = said
    return tuple(spent)


def _insists(said: Said, talk: Talk) -> bool:
    """Whether *said* is one more complaint or question of somebody, in this signal."""
    return said.signal_id == talk.signal.id and said.by_voice and _unhappy(said)


def answered_voice(before: dict[PostId, Said], reply: Said) -> tuple[VoiceKey, ...]:
    """Return whom *reply* answers: the author of its parent, or else of the post just before it."""
    parent = before.get(reply.post.parent_id) if reply.post.parent_id else None
    if parent is None or parent.post.role is not Role.COMMENT:
        parent = before[next(reversed(before))] if before else None
    if parent is None or not parent.by_voice or not parent.post.voice:
        return ()
    return (parent.post.voice,)
