"""Predictions in and out: one JSON object a post, in the format that docs/evaluate.md tells."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from jobs.evaluate.gold import Gold
from jobs.evaluate.records import Record, fault, read_lines

_TEXTS: Final = ("signal", "story", "department", "intent", "title")
_FLAGS: Final = ("political", "rumour")
_NAMES: Final = ("house_rule", "other_body", "action", "exception")


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """What the advisor found and said of one post that stands in the thread of a signal.

    Attributes:
        political: A civil servant leaves it alone.
        house_rule: The house rule it breaks; None for none.
        other_body: The other body whose matter it, or its signal, is; None when it is ours.
        rumour: Its signal is about a rumour.
        action: What the policy says of its signal; None when it belongs to none.
        exception: What it says of this very post, where that is something else.
    """

    political: bool = False
    house_rule: str | None = None
    other_body: str | None = None
    rumour: bool = False
    action: str | None = None
    exception: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What the pipeline said of one post; None is "not said".

    Attributes:
        id: Id in the corpus.
        mention: It is about the municipality.
        confidence: 0 to 1.
        signal: Which signal of its week it is in.
        story: Which story that signal belongs to.
        department: Whose it is.
        intent: What it does.
        answer: It needs an answer.
        title: What that signal is called.
        advised: What was found and advised; None for a post in no thread of a signal.
    """

    id: str
    mention: bool
    confidence: float | None = None
    signal: str | None = None
    story: str | None = None
    department: str | None = None
    intent: str | None = None
    answer: bool | None = None
    title: str | None = None
    advised: Advised | None = None


def write_predictions(path: Path, predictions: Iterable[Prediction]) -> None:
    """Write *predictions* to *path*, one JSON object a line."""
    rows = (json.dumps(asdict(one), ensure_ascii=False) for one in predictions)
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def read_predictions(path: Path, gold: Mapping[str, Gold]) -> dict[str, Prediction]:
    """Return the predictions in *path*, by id.

    Raises:
        UsageError: A line is about an unknown post, comes twice, or does not fit the format.
    """
    predictions: dict[str, Prediction] = {}
    stories: dict[tuple[str, str], str | None] = {}
    for where, record in read_lines(path):
        one = _prediction(where, record, gold)
        if one.id in predictions:
            raise fault(where, f"duplicate id {one.id}")
        if one.signal is not None:
            unit = (gold[one.id].week, one.signal)
            if stories.setdefault(unit, one.story) != one.story:
                raise fault(where, f"signal {unit[1]} of {unit[0]} has two story ids")
        predictions[one.id] = one
    return predictions


def _prediction(where: str, record: Record, gold: Mapping[str, Gold]) -> Prediction:
    name, mention = str(record["id"]), record.get("mention")
    if name not in gold:
        raise fault(where, f"unknown id {name}")
    if not isinstance(mention, bool):
        raise fault(where, "'mention' must be true or false")
    texts = {field: _text(where, record, field) for field in _TEXTS}
    answer = record.get("answer")
    if answer is not None and not isinstance(answer, bool):
        raise fault(where, "'answer' must be true, false or null")
    if texts["signal"] is not None and not mention:
        raise fault(where, "a signal on a post that is not a mention")
    return Prediction(
        id=name,
        mention=mention,
        confidence=_confidence(where, record),
        answer=answer,
        advised=_advised(where, record.get("advised")),
        **texts,
    )


def _advised(where: str, found: object) -> Advised | None:
    if found is None:
        return None
    if not isinstance(found, dict):
        raise fault(where, "'advised' must be an object or null")
    names = {field: _text(where, found, field) for field in _NAMES}
    political, rumour = (found.get(field, False) for field in _FLAGS)
    if not isinstance(political, bool) or not isinstance(rumour, bool):
        raise fault(where, f"{' and '.join(_FLAGS)} of 'advised' must be true or false")
    return Advised(political=political, rumour=rumour, **names)


def _text(where: str, record: Record, field: str) -> str | None:
    value = record.get(field)
    if value is not None and not isinstance(value, str):
        raise fault(where, f"'{field}' must be a string or null")
    return value


def _confidence(where: str, record: Record) -> float | None:
    value = record.get("confidence")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise fault(where, "'confidence' must be a number from 0 to 1")
    return value
