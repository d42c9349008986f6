"""Nothing in, the closed set of facts out: every name a rule may ask about, and its values.

docs/policy.md explains each of them; a test compares the two.
"""

from dataclasses import dataclass
from typing import Final

from jobs.model import Kind, State, Subject, Value

BOTH: Final = frozenset(Subject)
ONLY_SIGNAL: Final = frozenset({Subject.SIGNAL})
ONLY_POST: Final = frozenset({Subject.POST})


@dataclass(frozen=True, slots=True, kw_only=True)
class FactType:
    """What values a fact may have, and of what it can be known.

    Attributes:
        default: The value of a subject of which nothing is known; its type is the fact's type.
        words: All values of a fact that is a word; empty for other facts.
        most: Largest value of a number; numbers begin at 0.
        whole: A number that is a count.
        of: What it can be known of.
    """

    default: Value
    words: tuple[str, ...] = ()
    most: float = float("inf")
    whole: bool = False
    of: frozenset[Subject] = BOTH


def _flag(of: frozenset[Subject] = BOTH) -> FactType:
    return FactType(default=False, of=of)


def _word(*words: str, of: frozenset[Subject] = BOTH) -> FactType:
    return FactType(default=words[0], words=words, of=of)


def _count(of: frozenset[Subject] = BOTH) -> FactType:
    return FactType(default=0.0, whole=True, of=of)


def _share(of: frozenset[Subject] = BOTH) -> FactType:
    return FactType(default=0.0, most=1.0, of=of)


PLACES: Final = ("own_page", "open_place", "group", "closed")
"""Where the talk is: may we speak there, and as whom."""

HOUSE_RULES: Final = (
    "threat",
    "discrimination",
    "personal-data",
    "insult",
    "spam",
    "off-topic-flood",
)
"""House rules of which a breach can be recognised with high precision, gravest first."""

FACTS: Final[dict[str, FactType]] = {
    "shown": _flag(),
    "danger": _word("none", "threat", "self_harm", "missing", "hazard"),
    "competence": _word("ours", "shared", "other"),
    "place": _word(*PLACES),
    "house_rule": _word("none", *HOUSE_RULES),
    "answered": _word("no", "by_us", "by_citizen"),
    "still_talking": _flag(ONLY_SIGNAL),
    "after_answer": _count(ONLY_SIGNAL),
    "political": _flag(),
    "political_share": _share(ONLY_SIGNAL),
    "election_period": _flag(),
    "office_holder": _flag(ONLY_POST),
    "kind": _word(*dict.fromkeys((Kind.CHATTER.value, *(kind.value for kind in Kind)))),
    "report_share": _share(ONLY_SIGNAL),
    "reported_again": _flag(ONLY_SIGNAL),
    "complaint_share": _share(ONLY_SIGNAL),
    "question_share": _share(ONLY_SIGNAL),
    "compliment_share": _share(ONLY_SIGNAL),
    "concern_share": _share(ONLY_SIGNAL),
    "open_questions": _count(ONLY_SIGNAL),
    "service_question": _flag(ONLY_SIGNAL),
    "asks_answer": _flag(ONLY_POST),
    "moment_passed": _flag(),
    "faq": _word("none", "match"),
    "faq_score": _share(),
    "questions_without_faq": _count(ONLY_SIGNAL),
    "rumour": _word("none", "unverified", "known_false", "corrected", of=ONLY_SIGNAL),
    "vulnerable": _flag(),
    "personal": _flag(ONLY_POST),
    "voices": _count(ONLY_SIGNAL),
    "posts": _count(ONLY_SIGNAL),
    "sources": _count(ONLY_SIGNAL),
    "reactions": _count(),
    "yes_no": _flag(ONLY_SIGNAL),
    "answers_spent": _flag(),
    "trend": _word(*(state.value for state in State), of=ONLY_SIGNAL),
    "weeks": _count(ONLY_SIGNAL),
    "announcement": _flag(ONLY_SIGNAL),
    "department": _flag(),
    "concrete": _flag(ONLY_SIGNAL),
}
"""Every fact, in the order of docs/policy.md."""

READ: Final = frozenset(
    {
        *("danger", "competence", "house_rule", "political", "political_share", "service_question"),
        *("faq", "faq_score", "questions_without_faq", "rumour", "vulnerable", "personal"),
        *("moment_passed", "announcement"),
    }
)
"""Facts that stand in the words of posts: they take time, so rules look at the others first."""
