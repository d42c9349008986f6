"""The flowchart of the policy as it is drawn: a `Ladder` of questions, each a `Rung`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One rule: its question, and what happens when the answer is yes.

    Attributes:
        number: Its place among the rules about the same, from 1.
        question: What it asks; of the municipality's own, its conditions, and that it is theirs.
        outcome: What to do.
        own: The municipality wrote it.
        count: How many left here this week; None when no week is drawn.
        past: How many went on from here; None when no week is drawn, or nobody counted.
    """

    number: int
    question: str
    outcome: str
    own: bool
    count: int | None = None
    past: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The rules about one thing, from top to bottom.

    Attributes:
        title: What they are about, and where most came out when a week is drawn.
        caption: How to read it.
        alternative: All of it in words, for who cannot see it.
        begin: What comes in at the top, such as ``86 signalen``; may be empty.
        end: What holds when no rule applies; empty when the last one always does.
        yes: The word on the way out.
        no: The word on the way on.
        rungs: In order.
    """

    title: str
    caption: str
    alternative: str
    begin: str
    end: str
    yes: str
    no: str
    rungs: tuple[Rung, ...]
