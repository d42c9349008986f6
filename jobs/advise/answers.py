"""Talk in, who asks and who answered out; also who only plays yes and no."""

from collections import Counter
from datetime import timedelta
from typing import Final

from jobs.advise.talk import Said, Talk
from jobs.model import Kind, Role, VoiceKey

LATE: Final = timedelta(days=2)
"""Talk in the last days of the week counts as going on."""
RUN: Final = 4
"""Turns that two people take in a row before it is a game of yes and no."""
GAME: Final = 0.6
"""Share of the signal's posts that such a game must make up."""


def asks(said: Said, talk: Talk) -> bool:
    """Whether *said* asks for an answer that no own account has given since."""
    wanted = said.label is not None and said.label.needs_answer
    listed = said.post.id in talk.signal.open_questions
    return said.by_voice and (wanted or listed) and talk.reply(said) is None


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
    own = tuple(said for thread in talk.threads.values() for said in thread if _replies(said, talk))
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
    """Whether *said* is an own comment of this week."""
    inside = said.post.posted_at >= talk.signal.first_at
    return said.by_us and said.post.role is Role.COMMENT and inside


def still_talking(talk: Talk) -> tuple[Said, ...]:
    """Return the posts that show that the talk goes on.

    After an own answer: what at least two voices said since. Without one: what was said in the last
    days of the week.
    """
    own = [said for thread in talk.threads.values() for said in thread if _replies(said, talk)]
    if own:
        last = max(said.post.posted_at for said in own)
        since = tuple(said for said in talk.voices if said.post.posted_at > last and _unhappy(said))
        return since if len({said.post.voice for said in since}) >= 2 else ()
    return tuple(said for said in talk.voices if said.post.posted_at >= talk.ends - LATE)


def _unhappy(said: Said) -> bool:
    """Whether *said* is more than thanks or small talk."""
    return said.kind not in {Kind.COMPLIMENT, Kind.CHATTER}


def yes_no(talk: Talk) -> tuple[Said, ...]:
    """Return the turns of two people who only contradict each other; empty when nobody does."""
    turns = tuple(said for thread in talk.threads.values() for said in _game(thread) if said.member)
    enough = len(turns) >= GAME * len(talk.voices)
    return turns if turns and enough and not any(asks(said, talk) for said in turns) else ()


def _game(thread: tuple[Said, ...]) -> tuple[Said, ...]:
    """Return the longest run of comments in which two voices take turns."""
    comments = [said for said in thread if said.by_voice and said.post.role is Role.COMMENT]
    best: list[Said] = []
    run: list[Said] = []
    for said in comments:
        if len(run) >= 2 and said.post.voice != run[-2].post.voice:
            run = run[-1:]
        if run and said.post.voice == run[-1].post.voice:
            run = []
        run.append(said)
        best = max(best, list(run), key=len)
    return tuple(best) if len(best) >= RUN else ()


def answers_spent(talk: Talk, most: int) -> tuple[Said, ...]:
    """Return the posts of people who got *most* own answers in that thread and still go on."""
    spent: list[Said] = []
    for thread in talk.threads.values():
        given: Counter[VoiceKey] = Counter()
        for place, said in enumerate(thread):
            if said.by_us and said.post.role is Role.COMMENT:
                given.update(_answered_voice(thread[:place], said))
            elif _insists(said) and said.post.voice and given[said.post.voice] >= most:
                spent.append(said)
    return tuple(spent)


def _insists(said: Said) -> bool:
    """Whether *said* is one more complaint or question of somebody, in this signal."""
    return said.member and said.by_voice and _unhappy(said)


def _answered_voice(before: tuple[Said, ...], reply: Said) -> tuple[VoiceKey, ...]:
    """Return whom *reply* answers: the author of its parent, or else of the post just before it."""
    parents = [said for said in before if said.post.id == reply.post.parent_id]
    comments = [said for said in parents if said.post.role is Role.COMMENT] or list(before[-1:])
    return tuple(said.post.voice for said in comments[-1:] if said.by_voice and said.post.voice)
