"""What is asked for only if it changed: the very question, of the very settings and program."""

from dataclasses import replace

from jobs.collect.collectors.kit.validators import UNKNOWN, Validators
from jobs.collect.protocol import Visit
from jobs.model import Cursor
from tests.collect.town import visit
from tests.fakes import FakeFetcher

PAIR = ('"een"', "")
OPTIONS: dict[str, object] = {"url": "https://forum.example/"}


def after(held: dict[str, tuple[str, str]], **options: object) -> Visit:
    """Return a visit to a source whose cursor holds validators."""
    cursor = Cursor(marks={}, validators=held)
    return visit("discourse", FakeFetcher(), cursor=cursor, options={**OPTIONS, **options})


def test_what_was_taken_in_full_is_asked_for_only_if_it_changed() -> None:
    first = Validators(after({}))
    assert first.of("list") == UNKNOWN
    first.keep("list", PAIR)
    again = Validators(after(first.held({"list"})))
    assert again.of("list") == PAIR
    assert again.of("7") == UNKNOWN
    again.drop("list")
    assert again.held({"list"}) == {}


def test_other_settings_and_other_programs_begin_anew() -> None:
    first = Validators(after({}))
    first.keep("list", PAIR)
    held = first.held({"list"})
    assert Validators(after(held, reach="60d")).of("list") == UNKNOWN
    assert Validators(after(held, url="https://forum.example/c/buurt/5")).of("list") == UNKNOWN
    assert Validators(replace(after(held), program="9.9")).of("list") == UNKNOWN


def test_nothing_is_held_of_what_is_asked_no_more_or_has_no_validators() -> None:
    some = Validators(after({"https://old.example/": PAIR}))
    some.keep("7", PAIR)
    some.keep("8", PAIR)
    some.keep("9", UNKNOWN)
    assert list(some.held({"8", "9"}).values()) == [PAIR]
