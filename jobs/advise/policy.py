"""The shipped policy and a municipality's own file in, one checked `Policy` out.

Every mistake is reported at once, with file and line: unknown names with "did you mean", rules that
can never decide, and a list of rules through which a signal could fall.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from jobs.advise.reach import all_decided, can_decide
from jobs.advise.reading import Reading, Table, read_rule, read_speak
from jobs.advise.vocabulary import PLACES
from jobs.errors import ConfigError, Problem
from jobs.model import Policy, Rule, Subject, Where
from jobs.settings.schema import Policy as Terms
from jobs.settings.schema import Settings

SHIPPED: Final = Path(__file__).with_name("policy.toml")
"""The policy that holds where a municipality says nothing else."""

_KEYS: Final = ("version", "name", "mode", "remove", "speak", "rule")
_MODES: Final = ("extend", "replace")
_AT_LINE: Final = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A rule with the file and number it comes from, and where in the order it wants to stand."""

    rule: Rule
    reading: Reading
    number: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """One policy file, read."""

    reading: Reading
    name: str
    version: int
    replaces: bool
    remove: tuple[str, ...]
    speak: dict[str, Where]
    rules: tuple[_Placed, ...]


def load_policy(settings: Settings) -> Policy:
    """Return the policy of *settings*.

    Raises:
        ConfigError: The municipality's file is missing or has mistakes; all of them are in it.
    """
    shipped = _read(SHIPPED, f"shipped {SHIPPED.name}", settings.policy, own=False)
    own_path = settings.policy.file
    if own_path is None:
        return _whole([shipped])
    own = _read(settings.folder / own_path, str(own_path), settings.policy, own=True)
    return _whole([own] if own.replaces else [shipped, own])


def _read(path: Path, name: str, terms: Terms, *, own: bool) -> _File:
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except OSError:
        problem = f"{name} cannot be read; write the path of a policy file, see docs/policy.md"
        raise ConfigError((Problem(file=name, line=1, key="", text=problem),)) from None
    except ValueError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found else 1
        wrong = Problem(file=name, line=line, key="", text=f"is not TOML: {error}")
        raise ConfigError((wrong,)) from None
    return _file(Reading(file=name, text=text, terms=terms, own=own), table)


def _file(reading: Reading, table: Table) -> _File:
    for key in table:
        problem = reading.name(key, _KEYS, "a key of a policy file")
        if problem is not None:
            reading.wrong(None, key, problem)
    version, name = table.get("version", 1), table.get("name", "")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        reading.wrong(None, "version", f"{version!r} is not a version; count from 1")
        version = 1
    if not isinstance(name, str):
        reading.wrong(None, "name", f"{name!r} is not a name; write it between quotes")
    mode = table.get("mode", "extend")
    problem = reading.name(mode, _MODES, "a mode")
    if problem is not None:
        reading.wrong(None, "mode", problem)
    remove = table.get("remove", [])
    if not isinstance(remove, list):
        reading.wrong(None, "remove", "is not a list of rule names")
        remove = []
    return _File(
        reading=reading,
        name=str(name),
        version=version,
        replaces=mode == "replace",
        remove=tuple(str(rule) for rule in remove),
        speak=read_speak(reading, table.get("speak", {})),
        rules=_rules(reading, table.get("rule", [])),
    )


def _rules(reading: Reading, tables: object) -> tuple[_Placed, ...]:
    placed: list[_Placed] = []
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        reading.wrong(None, "rule", "is not a list of tables; write [[rule]] above each rule")
        return ()
    for number, table in enumerate(tables):
        rule = read_rule(reading, number, table)
        if rule is None:
            continue
        if rule.name in {other.rule.name for other in placed}:
            reading.wrong(number, "name", f"{rule.name!r} is used twice; give each rule its own")
        before, after = table.get("before"), table.get("after")
        placed.append(
            _Placed(
                rule=rule,
                reading=reading,
                number=number,
                before=None if before is None else str(before),
                after=None if after is None else str(after),
            )
        )
    return tuple(placed)


def _whole(files: Sequence[_File]) -> Policy:
    order: list[_Placed] = list(files[0].rules)
    shipped = {placed.rule.name: placed.rule.action for placed in files[0].rules}
    for file in files[1:]:
        order = _without(file, order)
        for placed in file.rules:
            worded = shipped.get(placed.rule.name) is placed.rule.action
            _place(order, replace(placed, rule=replace(placed.rule, worded=worded)))
    last = files[-1]
    speak = {place: where for file in files for place, where in file.speak.items()}
    for place in PLACES:
        if place not in speak:
            last.reading.wrong(
                None, "speak", f'says nothing of {place}; write {place} = "in_thread"'
            )
    rules = tuple(placed.rule for placed in order)
    problems = [problem for file in files for problem in file.reading.problems]
    # a rule left out for a mistake would make others look wrong; ours alone hold, a test sees to it
    if not problems and last.reading.own:
        _check(order, last.reading)
        problems = [problem for file in files for problem in file.reading.problems]
    if problems:
        raise ConfigError(tuple(problems))
    return Policy(
        name=last.name or files[0].name,
        version=last.version,
        rules=rules,
        speak=speak,
        removed=tuple(name for file in files[1:] for name in file.remove),
    )


def _without(file: _File, order: list[_Placed]) -> list[_Placed]:
    names = tuple(placed.rule.name for placed in order)
    for name in file.remove:
        problem = file.reading.name(name, names, "a rule")
        if problem is not None:
            file.reading.wrong(None, "remove", problem)
    return [placed for placed in order if placed.rule.name not in file.remove]


def _place(order: list[_Placed], placed: _Placed) -> None:
    """Put a rule in the place of its namesake, beside the rule it names, or before all others."""
    names = [other.rule.name for other in order]
    beside = placed.before or placed.after
    if beside is not None:
        others = [other for other in order if other.rule.name != placed.rule.name]
        known = tuple(other.rule.name for other in others)
        problem = placed.reading.name(beside, known, "another rule")
        if problem is not None:
            placed.reading.wrong(placed.number, "before" if placed.before else "after", problem)
            return
        others.insert(known.index(beside) + (placed.before is None), placed)
        order[:] = others
    elif placed.rule.name in names:
        order[names.index(placed.rule.name)] = placed
    else:
        order.insert(0, placed)


def _check(order: Sequence[_Placed], last: Reading) -> None:
    for subject in Subject:
        rules = [placed for placed in order if placed.rule.of is subject]
        for place, placed in enumerate(rules):
            earlier = [other.rule for other in rules[:place]]
            if can_decide(placed.rule, earlier):
                continue
            if placed.reading is not last:  # a rule of ours, and the mistake is in theirs
                problem = f"the shipped rule {placed.rule.name} can never decide any more, as"
                hint = "rules of yours always apply first; add its name here when that is meant"
                last.wrong(None, "remove", f"{problem} {hint}")
                continue
            problem = "can never decide: its conditions exclude each other, or earlier rules"
            placed.reading.wrong(
                placed.number, "name", f"{placed.rule.name} {problem} always apply first"
            )
    if not all_decided([placed.rule for placed in order if placed.rule.of is Subject.SIGNAL]):
        problem = "some signals find no rule; end with a rule about signals that has no conditions"
        last.wrong(None, "rule", problem)
