"""Talk in, what became of a rumour out: known to be false, still to be checked, corrected, none."""

from collections.abc import Mapping
from typing import Final

from jobs.advise.faq import best_fit
from jobs.advise.ground import Ground
from jobs.advise.talk import Said, Talk
from jobs.language.conduct import load_conduct
from jobs.language.phrases import plain
from jobs.model import Role, ThreadId

ENOUGH: Final = 2
"""Voices, one may be wrong: so many pass it on, or react to an opening post that does."""


def rumour_in(talk: Talk, ground: Ground) -> tuple[str, tuple[Said, ...]]:
    """Return how the rumour of *talk* stands, and the posts it rests on.

    ``known_false`` when an own post or an approved answer says that it is not so; ``corrected``
    when an own denial stands in every thread that passes it on, later than the rumour;
    ``unverified`` when it spreads and nobody of ours has said yes or no.

    An own post that says of a story that goes round that it is not so makes it a rumour, also when
    nobody here passes it on in words of hearsay: who holds on to it then does.
    """
    denials = tuple(said for said in talk.replies if said.says("denial"))
    of_a_tale = tuple(said for said in denials if said.says("tale"))
    told = tuple(said for said in talk.said if _passes_on(said, denied=bool(of_a_tale)))
    own = tuple(said for said in told if said.signal_id == talk.signal.id and said.by_voice)
    if not own and not of_a_tale:
        return "none", ()
    last = {said.post.thread_id: said.place for said in denials}
    if denials and all(_corrected(said, last) for said in told):
        return "corrected", (*told, *denials)
    if denials or any(_denied_by_faq(said, talk, ground) for said in own):
        return "known_false", (*told, *denials)
    return ("unverified", own) if _spreads(own, talk) else ("none", ())


def _passes_on(said: Said, *, denied: bool) -> bool:
    """Whether *said* tells the rumour on; of one that is *denied*, whoever speaks of it does."""
    if said.by_us:
        return False
    if said.by_voice and said.says("rumour"):
        return True
    return denied and (said.says("tale") or said.says("disbelief"))


def _corrected(said: Said, last: Mapping[ThreadId, int]) -> bool:
    """Whether an own denial answers *said*: later in its thread, or at its head, once."""
    place = last.get(said.post.thread_id)
    return place is not None and (said.place < place or not said.says("rumour"))


def _spreads(told: tuple[Said, ...], talk: Talk) -> bool:
    """Whether several pass it on, or one does in an opening post that others react to."""
    opened = any(said.post.role is Role.OPENING and _others(said, talk) for said in told)
    return opened or len({said.post.voice for said in told}) >= ENOUGH


def _others(said: Said, talk: Talk) -> bool:
    voices = {one.post.voice for one in talk.after(said) if one.by_voice}
    return len(voices - {said.post.voice}) >= ENOUGH


def _denied_by_faq(said: Said, talk: Talk, ground: Ground) -> bool:
    opening = talk.opening(said)
    context = opening.post.words if opening is not None and opening is not said else ""
    fit = best_fit(ground.faq, said.post.words, context, None)
    if fit is None:
        return False
    words = plain(fit.entry.answer)
    conduct = load_conduct((fit.entry.language,))
    first = f" {words.split()[0]} " if words.split() else " "
    return conduct.says("no", first) or conduct.says("denial", words)
