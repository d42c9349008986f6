"""A fact's name, value and posts in, how sure it is out: 0 to 1.

The chance that a person who reads the same posts says the same. It decides nothing: a rule looks at
the value alone. docs/policy.md explains it to readers.
"""

from collections.abc import Sequence
from typing import Final

from jobs.advise.talk import Said
from jobs.advise.vocabulary import FACTS, READ
from jobs.model import Value

KNOWN: Final = frozenset(
    {
        *("shown", "place", "election_period", "office_holder", "voices", "posts", "sources"),
        *("reactions", "trend", "weeks", "answers_spent"),
    }
)
"""Facts that are counted, or stand in sources.toml."""
READ_RIGHT: Final = 0.91
"""One post in whose words a fact was found: of 33 political posts and broken house rules found in
the threads of the demo town's signals, people labelled 30 so too (tests/advise/test_confidence.py
counts them). The other lists of conduct.toml are made in the same way; nobody labelled those."""
JUDGED_RIGHT: Final = 0.54
"""What one post does (its kind), and what follows from that: accuracy on six labelled towns with
whole stories kept out, docs/analysis.md."""
ABSENT: Final = 0.99
"""Nothing was found: right 1,564 times of the 1,577 that a post there is found without politics, or
without a broken house rule."""
SUREST: Final = 0.99
"""However many voices say so: they may all joke."""


def confidence_of(
    name: str, value: Value, posts: Sequence[Said], score: float | None = None
) -> float:
    """Return how sure it is that the fact called *name* is *value*.

    Each voice that shows it is one more chance to be right: two posts of politics that are each
    right for 92 % are 99 % sure together.

    Args:
        name: Of the fact.
        value: Its value.
        posts: What it rests on.
        score: How sure what found it is, 0 to 1, where that is known.
    """
    if name in KNOWN:
        return 1.0
    if score is not None:
        return round(min(score, SUREST), 2)
    if not posts and (value == FACTS[name].default or name in READ):
        return ABSENT
    one = READ_RIGHT if name in READ else JUDGED_RIGHT
    voices = len({said.post.voice or said.post.id for said in posts}) or 1
    return round(min(1 - (1 - one) ** voices, SUREST), 2)


def of_fit(score: float, least: float) -> float:
    """Return how sure a fit of *score* is: half at *least*, the lowest that counts, and then more.

    >>> of_fit(0.2, least=0.2), of_fit(0.5, least=0.2)
    (0.5, 0.8)
    """
    return 1 - least / (2 * score)


def of_answers(asked: Sequence[Said]) -> float | None:
    """Return how sure it is that *asked* ask for an answer: the mean of their scores."""
    scores = [said.label.answer_score for said in asked if said.label is not None]
    return sum(scores) / len(scores) if scores else None
