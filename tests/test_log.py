"""What reaches the log: listed fields with plain values, and no word of a library."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from jobs import log

SECRET = "Jan Peeters schrijft"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    structlog.reset_defaults()  # a verb that was typed in another test sets it up
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(shown: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    captured = shown.readouterr()
    assert captured.out == ""
    return [json.loads(line) for line in captured.err.splitlines()]


def test_a_line_has_an_event_and_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(as_json=True)

    log.get("jobs.collect").info("source.read", source="groep", counts={"new": 3}, posts=3)

    (line,) = lines(capsys)
    assert line.pop("timestamp")
    assert line == {
        "event": "source.read",
        "level": "info",
        "logger": "jobs.collect",
        "source": "groep",
        "counts": {"new": 3},
        "posts": 3,
    }


def test_fields_that_are_not_listed_or_not_plain_are_dropped(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log.configure(as_json=True)

    log.get("x").warning("y", author=SECRET, text=SECRET, counts={"a": SECRET}, reason=[SECRET])

    (line,) = lines(capsys)
    assert line["dropped"] == 4
    assert SECRET not in str(line)


def test_of_libraries_only_the_place_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(as_json=True)

    logging.getLogger("httpx").info("GET https://g.example/%s", SECRET)
    logging.getLogger("weasyprint").warning("cannot load %s", SECRET)

    (line,) = lines(capsys)
    assert (line["event"], line["library"]) == ("library.warned", "weasyprint")
    assert str(line["line"]).startswith("test_log:")
    assert SECRET not in str(line)


def test_on_a_terminal_lines_are_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(as_json=False)

    log.get("jobs.collect").error("source.broken", source="groep", author=SECRET)

    shown = capsys.readouterr().err
    assert "source.broken" in shown
    assert "groep" in shown
    assert SECRET not in shown


def test_before_it_is_configured_only_what_went_wrong_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log.get("x").info("all.well")
    log.get("x").error("not.well", reason="http-500")

    assert [line["event"] for line in lines(capsys)] == ["not.well"]
