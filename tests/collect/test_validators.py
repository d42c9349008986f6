"""What is asked for only if it changed: the very question, of the very settings and program."""

from dataclasses import replace
from datetime import timedelta

from jobs.collect.collectors.kit.validators import UNKNOWN, Validators
from jobs.collect.protocol import Visit
from jobs.model import Cursor
from tests.collect.town import visit
from tests.fakes import NOW, FakeFetcher

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


def test_what_is_called_unchanged_is_asked_for_in_full_once_a_week() -> None:
    """A server that answers 304 to everything hides nothing for longer, whatever it renews."""
    first = Validators(after({}))
    first.keep("list", PAIR)
    held = first.held({"list"})
    for days, asks in ((6, PAIR), (7, UNKNOWN), (-1, UNKNOWN)):
        later = replace(after(held), now=NOW + timedelta(days=days))
        assert Validators(later).of("list") == asks
    renewed = Validators(replace(after(held), now=NOW + timedelta(days=6)))
    renewed.keep("list", ('"twee"', ""))
    held = renewed.held({"list"})
    assert Validators(replace(after(held), now=NOW + timedelta(days=7))).of("list") == UNKNOWN
    again = Validators(replace(after(held), now=NOW + timedelta(days=7)))
    again.keep("list", PAIR)
    held = again.held({"list"})
    assert Validators(replace(after(held), now=NOW + timedelta(days=13))).of("list") == PAIR


def test_keys_of_another_form_are_left_aside() -> None:
    some = Validators(after({}))
    some.keep("7", PAIR)
    fit = next(iter(some.held({"7"}))).partition(":")[0]
    for key in (f"{fit}:7", f"{fit}:x:7", f"{fit}:²:7", f"{fit}:", fit):
        assert Validators(after({key: PAIR})).of("7") == UNKNOWN


def test_a_question_in_parts_is_held_whole_or_not_at_all() -> None:
    some = Validators(after({}))
    some.keep_parts("7", {"": PAIR, "2": PAIR})
    some.keep_parts("8", {"": PAIR, "2": UNKNOWN})
    some.keep_parts("9", {str(part or ""): PAIR for part in range(11)})
    again = Validators(after(some.held({"7", "8", "9"})))
    assert again.parts("7") == {"": PAIR, "2": PAIR}
    assert again.parts("8") == again.parts("9") == {}
    again.keep_parts("7", {"": PAIR})
    assert again.parts("7") == {"": PAIR}
    assert again.held({"9"}) == {}
    later = replace(after(some.held({"7"})), now=NOW + timedelta(days=6))
    grown = Validators(later)
    grown.keep_parts("7", {"": PAIR, "2": PAIR, "3": PAIR})
    held = grown.held({"7"})
    assert Validators(replace(after(held), now=NOW + timedelta(days=7))).parts("7") == {}
