"""One table of a policy file in, one `Rule` out; every mistake is noted with its line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import Final, TypeVar

from jobs.advise.lines import line_of
from jobs.advise.vocabulary import FACTS, PLACES, READ, FactType
from jobs.errors import Problem
from jobs.language import LANGUAGES
from jobs.model import Action, Condition, Rule, Subject, Where, Who
from jobs.settings.schema import Policy as Terms

SPEAK: Final = "speak"
"""Written for ``where`` when the place of the talk decides."""

_KEYS: Final = (
    *("name", "of", "when", "unless", "then", "who", "where", "wait", "due", "asks"),
    *("why", "before", "after"),
)
_DUE: Final = ("none", "same_day", "answer_within", "department_within")
_WAIT: Final = ("none", "cooling_off")
_LATEST_DUE: Final = 60
"""Working days; a later term is a slip of the pen."""
LONGEST_WHY: Final = 300
"""Characters: two sentences, as many as the reasons of the shipped rules have."""

_Choice = TypeVar("_Choice", bound=StrEnum)
Table = Mapping[str, object]


@dataclass(slots=True, kw_only=True)
class Reading:
    """A policy file being read.

    Attributes:
        file: Name of the file, for messages.
        text: Its text, for lines.
        terms: Cooling-off and answer terms of sources.toml.
        own: The municipality wrote it.
        problems: Mistakes found so far.
    """

    file: str
    text: str
    terms: Terms
    own: bool = False
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, rule: int | None, key: str, problem: str) -> None:
        """Note a mistake in *key* of the *rule*-th rule, or above all rules when None."""
        path = key if rule is None else f"rule[{rule}].{key}" if key else f"rule[{rule}]"
        last = key.rpartition(".")[2]
        line = line_of(self.text, rule, last)
        self.problems.append(Problem(file=self.file, line=line, key=path, text=problem))

    def name(self, found: object, names: tuple[str, ...], what: str) -> str | None:
        """Return what is wrong with *found* as one of *names*; None when nothing is."""
        if isinstance(found, str) and found in names:
            return None
        near = get_close_matches(str(found), names, n=1)
        hint = f"did you mean {near[0]}?" if near else f"write one of {', '.join(names)}"
        return f"{found!r} is not {what}; {hint}"

    def choice(self, number: int, table: Table, key: str, kind: type[_Choice]) -> _Choice | None:
        """Return *key* of *table* as a member of *kind*; None when it is not one, noted."""
        found = table.get(key)
        article = "an" if key == "then" else "a"
        what = f"{article} {kind.__name__.lower()}" if kind is not Who else "a role"
        problem = self.name(found, tuple(kind), what if kind is not Where else "a place")
        if problem is not None:
            self.wrong(
                number,
                key if found is not None else "",
                f"{key}: {problem}" if found is None else problem,
            )
            return None
        return kind(str(found))


def read_rule(reading: Reading, number: int, table: Table) -> Rule | None:
    """Return the *number*-th rule of the file, or None when it has mistakes, which are noted."""
    before = len(reading.problems)
    for key in table:
        problem = reading.name(key, _KEYS, "a key of a rule")
        if problem is not None:
            reading.wrong(number, key, problem)
    name = table.get("name")
    if not isinstance(name, str) or not name:
        reading.wrong(number, "", 'has no name; write one, such as name = "late-answer"')
    of = reading.choice(number, {"of": Subject.SIGNAL, **table}, "of", Subject) or Subject.SIGNAL
    when = _conditions(reading, number, of, table, "when")
    unless = _conditions(reading, number, of, table, "unless")
    action = reading.choice(number, table, "then", Action)
    who = reading.choice(number, table, "who", Who)
    where = None if table.get("where") == SPEAK else reading.choice(number, table, "where", Where)
    wait = _wait(reading, number, table.get("wait", "none"))
    due = _due(reading, number, table.get("due", "none"))
    why = _why(reading, number, table.get("why", {}))
    asks = table.get("asks", False)
    if not isinstance(asks, bool):
        reading.wrong(number, "asks", f"{asks!r} is not true or false")
    if len(reading.problems) > before or action is None or who is None:
        return None
    return Rule(
        name=str(name),
        of=of,
        when=when,
        unless=unless,
        action=action,
        who=who,
        where=where,
        wait=wait,
        due=due,
        asks=bool(asks),
        own=reading.own,
        why=why,
    )


def read_speak(reading: Reading, table: object) -> dict[str, Where]:
    """Return from which place an answer goes out, by place of the talk; mistakes are noted."""
    speak: dict[str, Where] = {}
    for place, where in table.items() if isinstance(table, dict) else ():
        problem = reading.name(place, PLACES, "a place of talk") or reading.name(
            where, tuple(Where), "a place"
        )
        if problem is None:
            speak[place] = Where(where)
        else:
            reading.wrong(None, f"speak.{place}", problem)
    return speak


def _wait(reading: Reading, number: int, found: object) -> timedelta | None:
    problem = reading.name(found, _WAIT, "a cooling-off")
    if problem is not None:
        reading.wrong(number, "wait", problem)
    return reading.terms.cooling_off if found == "cooling_off" else None


def _due(reading: Reading, number: int, found: object) -> int | None:
    if isinstance(found, int) and not isinstance(found, bool):
        if 0 <= found <= _LATEST_DUE:
            return found
        reading.wrong(number, "due", f"{found} is out of range; write 0 to {_LATEST_DUE}")
        return None
    problem = reading.name(found, _DUE, "a term, nor a number of working days")
    if problem is not None:
        reading.wrong(number, "due", problem)
        return None
    days = {
        "same_day": 0,
        "answer_within": reading.terms.answer_within.days,
        "department_within": reading.terms.department_within.days,
    }
    return days.get(str(found))


def _why(reading: Reading, number: int, found: object) -> tuple[tuple[str, str], ...]:
    """Return the sentences of a rule by language; mistakes are noted."""
    if not isinstance(found, dict):
        problem = 'is not a table; write { nl = "…", fr = "…" }'
        reading.wrong(number, "why", problem)
        return ()
    for language, text in found.items():
        problem = reading.name(language, LANGUAGES, "a language we write") or _sentence(text)
        if problem:
            reading.wrong(number, f"why.{language}", problem)
    return tuple((str(language), str(text).strip()) for language, text in found.items())


def _sentence(text: object) -> str:
    """Return what is wrong with *text* as a reason; empty when nothing is."""
    if not isinstance(text, str) or not text.strip() or not text.isprintable():
        return "is not a sentence; write it between quotes, on one line"
    long = len(text) > LONGEST_WHY
    return f"has {len(text)} characters; write at most {LONGEST_WHY}" if long else ""


def _conditions(
    reading: Reading, number: int, of: Subject, table: Table, key: str
) -> tuple[Condition, ...]:
    found = table.get(key, {})
    if not isinstance(found, dict):
        reading.wrong(number, key, "is not a table; write { fact = value }")
        return ()
    conditions = []
    for fact, wanted in found.items():
        problem = reading.name(fact, tuple(FACTS), "a fact")
        if problem is None and of not in FACTS[fact].of:
            problem = f"is not known of a {of.value}; see docs/policy.md"
        condition = None
        if problem is None:
            condition, problem = _condition(reading, fact, wanted)
        if problem is not None:
            reading.wrong(number, f"{key}.{fact}", problem)
        elif condition is not None:
            conditions.append(condition)
    return tuple(conditions)


def _condition(reading: Reading, fact: str, wanted: object) -> tuple[Condition | None, str | None]:
    kind = FACTS[fact]
    if kind.words:
        words: list[object] = wanted if isinstance(wanted, list) else [wanted]
        for word in words:
            problem = reading.name(word, kind.words, f"a value of {fact}")
            if problem is not None:
                return None, problem
        if not words:
            return None, "names no value, so the rule can never match; write at least one"
        return Condition(fact=fact, values=frozenset(map(str, words)), read=fact in READ), None
    if isinstance(kind.default, bool):
        if isinstance(wanted, bool):
            return Condition(fact=fact, values=frozenset({wanted}), read=fact in READ), None
        return None, f"{wanted!r} is not true or false"
    return _bounds(fact, kind, wanted)


def _bounds(fact: str, kind: FactType, wanted: object) -> tuple[Condition | None, str | None]:
    form = "write { min = 3 }, { max = 5 } or { min = 3, max = 5 }"
    if not isinstance(wanted, dict) or not wanted or set(wanted) - {"min", "max"}:
        return None, f"{wanted!r} is not a bound; {form}"
    numbers = [wanted.get("min", 0), wanted.get("max", kind.most)]
    if any(isinstance(number, bool) or not isinstance(number, int | float) for number in numbers):
        return None, f"{wanted!r} holds no numbers; {form}"
    least, most = float(numbers[0]), float(numbers[1])
    if not 0 <= least <= most or least > kind.most:
        return None, f"{wanted!r} can never match: {fact} lies between 0 and {kind.most:g}"
    return Condition(fact=fact, least=least, most=most, read=fact in READ), None
