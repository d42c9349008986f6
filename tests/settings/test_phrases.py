"""What pydantic finds is said in plain words, also what no phrase was written for."""

from typing import Annotated

import pytest
from pydantic import AfterValidator, BaseModel, ValidationError

from jobs.settings.phrases import nearest, one_of, phrase, show


def _refuse(value: str) -> str:
    message = f"{value} is not allowed here; write something else"
    raise ValueError(message)


class Odd(BaseModel):
    """A model with sorts of values that our own tables do not use."""

    unusual: frozenset[int] = frozenset()
    number: float = 0.0
    refused: Annotated[str, AfterValidator(_refuse)] = ""


def said(table: dict[str, object]) -> str:
    with pytest.raises(ValidationError) as caught:
        Odd.model_validate(table)
    return phrase(caught.value.errors(include_url=False)[0])


def test_what_has_no_phrase_is_still_a_sentence() -> None:
    assert said({"unusual": 5}) == "5 does not fit: should be a valid frozenset"
    assert said({"number": "x"}).startswith('"x" does not fit: should be a valid number')


def test_what_our_own_checks_say_is_kept_unless_endless() -> None:
    assert said({"refused": "x"}) == "x is not allowed here; write something else"
    assert said({"refused": "x" * 999}).endswith("is not allowed here; write something else")
    assert len(said({"refused": "x" * 999})) < 100


def test_values_are_shown_short_and_by_their_sort() -> None:
    assert show("a" * 100) == '"' + "a" * 59 + '…"'
    values: list[object] = [True, [], {}, 1.5]
    shown = [show(value) for value in values]

    assert shown == ["true", "a list", "a table", "1.5"]


def test_a_word_is_taken_for_a_known_one_only_when_alike() -> None:
    assert nearest("smtp-host", ["smtp_host", "smtp_port"]) == "smtp_host"
    assert nearest("SELECT", ["select"]) == "select"
    assert nearest("pace", ["access", "purpose"]) is None


def test_a_proposal_hides_a_long_list() -> None:
    assert one_of("b", ["a", "c"]) == '"b" is not known; write one of "a", "c"'
    assert one_of("groem", ["groen"]).endswith('did you mean "groen"? (known: "groen")')
    assert one_of("w10", [f"w1{n}x" for n in range(9)]).endswith("?")
