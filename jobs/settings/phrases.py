"""What pydantic found in, a sentence out that says what is wrong and what to write."""

import difflib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from pydantic_core import ErrorDetails

EXAMPLES: Final[Mapping[str, str]] = {
    "about": 'about = "wegen, voetpaden, straatverlichting"',
    "access": 'access = "open", "own", "captured" or "imported"',
    "answer": 'answer = "the approved answer"',
    "body": 'body = ".post-body"',
    "post": 'post = ".post"',
    "row": 'row = ".topic-row"',
    "select": "a table [source.select] with row, post and body",
    "author": 'author = "the handle of the account"',
    "date": "date = 2026-11-26",
    "delivery": "a table [delivery] with sender and lead",
    "department": "a table [[department]] for each department",
    "folder": 'folder = "import/group"',
    "id": 'id = "a-short-name"',
    "keywords": 'keywords = ["word", "other word"]',
    "kind": 'kind = "feed", or another that docs/sources.md has',
    "lead": 'lead = ["communication@example.org"]',
    "legal_basis": 'legal_basis = "public task: …"',
    "municipality": "a table [municipality] with its name",
    "name": 'name = "how people call it"',
    "owner": 'owner = "own" or owner = "community"',
    "purpose": 'purpose = "what it is read for"',
    "question": 'question = "as an inhabitant asks it"',
    "sender": 'sender = "signals@example.org"',
    "source": 'source = "id of a [[source]]"',
    "text": 'text = "…"',
    "title": 'title = "what is planned"',
    "url": 'url = "https://www.example.org/feed"',
    "why": 'why = "closed group"',
}
"""What to write for a key that must be there."""

_ALIKE: Final = 0.65
"""How alike a word must be to be taken for a known one; at 0.6 `pace` was taken for `access`."""
_FEW: Final = 6
"""Known words shown beside a proposal; more would hide it."""
_MAX_LISTED: Final = 30
"""Known words shown when there is no proposal."""
_MAX_SHOWN: Final = 60
"""Characters of a wrong value that are repeated to the reader."""


def show(value: object) -> str:
    """Return *value* for a reader: text in quotes and cut short, a table or list by its sort."""
    if isinstance(value, str):
        short = value if len(value) <= _MAX_SHOWN else value[: _MAX_SHOWN - 1] + "…"
        return json.dumps(short, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    return "a list" if isinstance(value, list) else str(value)[:_MAX_SHOWN]


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that *word* was probably meant to be, or None."""
    plain = {name.lower().replace("-", "_"): name for name in sorted(known)}
    close = difflib.get_close_matches(word.lower().replace("-", "_"), plain, n=1, cutoff=_ALIKE)
    return plain[close[0]] if close else None


def one_of(value: object, known: Iterable[str]) -> str:
    """Say that *value* is none of the *known* words, and which was probably meant."""
    words = sorted(known)
    guess = nearest(value, words) if isinstance(value, str) else None
    listed = ", ".join(show(word) for word in words[:_MAX_LISTED])
    if guess is None:
        return f"{show(value)} is not known; write one of {listed}"
    few = f" (known: {listed})" if len(words) <= _FEW else ""
    return f"{show(value)} is not known; did you mean {show(guess)}?{few}"


def phrase(error: ErrorDetails) -> str:
    """Return what is wrong and what to write, without a word of pydantic's."""
    say = _SAY.get(error["type"])
    if say is not None:
        return say(error)
    said = error["msg"].removeprefix("Input ")
    return f"{show(error['input'])} does not fit: {said[:1].lower()}{said[1:]}"


def _missing(error: ErrorDetails) -> str:
    key = error["loc"][-1]
    if isinstance(key, int):
        return "is not complete; write both values"
    return f"is missing; write {EXAMPLES.get(key, f'{key} = …')}"


def _value(error: ErrorDetails) -> str:
    said = str(error["ctx"]["error"])
    return said if len(said) <= 3 * _MAX_SHOWN else f"does not fit: {said[-_MAX_SHOWN:]}"


def _pattern(error: ErrorDetails) -> str:
    value, pattern = error["input"], error["ctx"]["pattern"]
    if "@" in pattern:
        return f"{show(value)} is no mail address; write one such as name@example.org"
    if "W" in pattern:
        return f"{show(value)} is not a week; write it as 2026-W46"
    if pattern.startswith("^[a-z0-9]"):
        plain = "-".join("".join(c if c.isalnum() else " " for c in value.lower()).split())
        example = plain if plain.isascii() and 0 < len(plain) <= _MAX_SHOWN else "a-short-name"
        return (
            f"{show(value)} is no short name; use small letters, digits, - and _, "
            f"such as {show(example)}"
        )
    return "is blank or holds a line break; write one line of text"


def _choices(error: ErrorDetails) -> str:
    expected = error["ctx"]["expected"].replace(" or ", ", ").split(", ")
    return one_of(error["input"], [word.strip("'") for word in expected])


def _list(error: ErrorDetails) -> str:
    value, key = error["input"], error["loc"][-1]
    if isinstance(value, str):
        return f"is one text where a list belongs; write [{show(value)}]"
    return f"is {show(value)} where a list belongs; write {key} = […] or tables [[{key}]]"


def _text(error: ErrorDetails) -> str:
    value = error["input"]
    if isinstance(value, dict | list):
        return f"is {show(value)} where a text belongs; write one text in double quotes"
    return f"is {show(value)} without quotes; write {show(show(value))}"


def _table(error: ErrorDetails) -> str:
    return f"is {show(error['input'])} where a table belongs; write key = value lines below it"


def _too_short(error: ErrorDetails) -> str:
    return f"is empty; write at least {error['ctx']['min_length']}"


def _bound(words: str, key: str) -> Callable[[ErrorDetails], str]:
    def say(error: ErrorDetails) -> str:
        return f"{show(error['input'])} is out of range; write {words} {error['ctx'][key]}"

    return say


def _wrong(what: str, example: str) -> Callable[[ErrorDetails], str]:
    def say(error: ErrorDetails) -> str:
        return f"{show(error['input'])} is no {what}; write {example}"

    return say


_NUMBER: Final = _wrong("number", "a whole number without quotes")
_DATE: Final = _wrong("date", "it without quotes, as 2026-11-26")
_SAY: Final[Mapping[str, Callable[[ErrorDetails], str]]] = {
    "missing": _missing,
    "value_error": _value,
    "string_pattern_mismatch": _pattern,
    "literal_error": _choices,
    "enum": _choices,
    "string_type": _text,
    "string_too_short": lambda _: "is empty; write a text, or take the line out",
    "string_too_long": _bound("fewer characters, at most", "max_length"),
    "tuple_type": _list,
    "list_type": _list,
    "too_short": _too_short,
    "model_type": _table,
    "dict_type": _table,
    "bool_parsing": _wrong("choice", "true or false"),
    "bool_type": _wrong("choice", "true or false"),
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_from_float": _NUMBER,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "path_type": _wrong("file name", "it in quotes"),
    "greater_than_equal": _bound("at least", "ge"),
    "greater_than": _bound("more than", "gt"),
    "less_than_equal": _bound("at most", "le"),
    "less_than": _bound("less than", "lt"),
}
