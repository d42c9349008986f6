"""Answer or not: `Verdict`, matters by what is to be done; `Choice`, one matter; `Step`, one thing.

Every text is in the edition's language, but quotes, which keep their own.
"""

from dataclasses import dataclass

from jobs.model.advice import Action
from jobs.model.piece import Quote, Ready


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do in a matter: for the whole of it, or for some of its posts.

    Attributes:
        action: What to do.
        action_text: The same in words.
        because: What decided, in a few words; empty where its verdict says so already.
        about: Which posts it is about, in words; empty for the whole matter.
        quote: One short quote; None without enough voices, or where it would show somebody.
        told: What was written, in our own words, where there is no quote; may be empty.
        url: Public http(s) address of the post that `told` is about; None when it has none.
        ready: The approved answer; None without one.
        basis: The other body that is competent, in words; may be empty.
        supplies: Which department knows the facts, in words; may be empty.
        does: Who does it and where, in words.
        due: By when, in words; empty without a term, and where its verdict says so already.
    """

    action: Action
    action_text: str
    because: str
    about: str
    quote: Quote | None
    told: str
    url: str | None
    ready: Ready | None
    basis: str
    supplies: str
    does: str
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One matter of "answer or not".

    Attributes:
        number: Its number, which the file of posts has too, from 1.
        title: Title of the signal.
        size: Its voices in words; may be empty.
        detail: State and what waits, or which matters it is made of, in words.
        history: Distinct voices a week, oldest first, this week last; empty where it is not drawn.
        history_text: The same as a sentence, for who cannot see the dots.
        steps: At least one; the first is about the whole of it, the others are exceptions.
    """

    number: int
    title: str
    size: str
    detail: str
    history: tuple[int, ...]
    history_text: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the policy says to do, and the matters it says it of.

    Attributes:
        action: What to do.
        action_text: The same in words.
        why: Why, in words: what each of the rules that decided here says; may be empty.
        due: By when all of it, in words; empty when that differs or there is no term.
        holding: Reply to give until the department has answered; empty when none is needed.
        choices: At least one, strongest first.
    """

    action: Action
    action_text: str
    why: str
    due: str
    choices: tuple[Choice, ...]
    holding: str = ""
