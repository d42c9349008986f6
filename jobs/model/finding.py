"""What a person has to look at: `Case`, one post; `Finding`, how our own accounts did, with posts.

Every text is in the edition's language, and none is of a post.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One post that needs a person: an escalation, or a house rule that may be broken.

    Attributes:
        title: What it is, in our own words.
        text: Where and when, and in which signal.
        how: Who acts, where and when, in words; may be empty.
        rule: Rule that decided, or the house rule, in words.
        url: Public http(s) address; None when it has none.
        give: Sentence to give as reason on an own page; empty elsewhere.
        steps: What is to be done after `rule`, numbered; empty when that is all.
    """

    title: str
    text: str
    how: str
    rule: str
    url: str | None
    give: str = ""
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One post that a finding rests on; none of its words.

    Attributes:
        text: Where and when, and the beginning of its reference.
        url: Public http(s) address; None when it has none.
    """

    text: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How our own accounts did in one respect.

    Attributes:
        title: In which respect.
        text: The figures, in a sentence or two.
        traces: Posts to look at, the oldest first, at most a handful.
        more: How many others there are, in words; empty when there are none.
    """

    title: str
    text: str
    traces: tuple[Trace, ...] = ()
    more: str = ""
