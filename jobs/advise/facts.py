"""What a case is: facts that are found out when a rule asks for them, each with its posts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from jobs.advise.confidence import confidence_of
from jobs.advise.talk import Said
from jobs.advise.vocabulary import FACTS
from jobs.model import DepartmentId, Fact, PostId, SignalId, Value, Week

Scores = Callable[[str], float | None]
"""Returns how sure what finds a fact is of it, 0 to 1; None where it has no score."""
Told = tuple[Value, Sequence[Said]]
"""A value, and the posts it rests on."""


class Facts(Mapping[str, Fact]):
    """Every name of `FACTS` with its value, found out when it is first asked for.

    Most rules fail on their first condition, so that of most cases few facts are asked.
    """

    def __init__(self, find: Callable[[str], Told | None], score: Scores = lambda _: None) -> None:
        self._values = _Values(find)
        self._score = score
        self.value: Callable[[str], Value] = self._values.__getitem__
        """Returns the value of one fact: that is all a rule looks at."""

    def __getitem__(self, name: str) -> Fact:
        value = self.value(name)
        rests = self._values.rests[name]
        return Fact(
            name=name,
            value=value,
            posts=tuple(dict.fromkeys([said.post.id for said in rests])),
            confidence=confidence_of(name, value, rests, self._score(name)),
        )

    def __iter__(self) -> Iterator[str]:
        return iter(FACTS)

    def __len__(self) -> int:
        return len(FACTS)


class _Values(dict[str, Value]):
    """Values that were found out; the rules of a week ask for tens of thousands."""

    def __init__(self, find: Callable[[str], Told | None]) -> None:
        super().__init__()
        self.find = find
        self.rests: dict[str, Sequence[Said]] = {}

    def __missing__(self, name: str) -> Value:
        value, self.rests[name] = self.find(name) or (FACTS[name].default, ())
        self[name] = value
        return value


class Case(NamedTuple):
    """One signal, or one post of it, as the rules see it.

    Attributes:
        signal_id: The signal.
        week: Its week.
        post_id: The post; None for the whole signal.
        facts: What is known.
        department: Whose it is; None when unknown.
        body: Finds the id of the other body that is competent; None when it is ours.
        faq: Finds the id of the FAQ entry that answers it; None when none does.
        last_at: Last post about it, UTC: cooling-off starts here.
    """

    signal_id: SignalId
    week: Week
    post_id: PostId | None
    facts: Facts
    department: DepartmentId | None
    body: Callable[[], str | None]
    faq: Callable[[], str | None]
    last_at: datetime
