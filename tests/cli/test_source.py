"""``source``: sources are listed, tried and shown as they stand; ``try`` writes nothing."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs.cli.source_rows import Shown, state_rows, verified_against, why
from jobs.collect.collectors.registry import KINDS, SHIPPED
from jobs.collect.standing import due_at
from jobs.model import Coverage, Cursor, Readings, SourceId, SourceState, SourceStatus
from jobs.settings import load
from jobs.store import Store
from tests.cli.conftest import Said, Type
from tests.conftest import Demo
from tests.make import WEEK
from tests.pipeline.sinks import Pages, web_server
from tests.real.servers.run import ROOT

NOW = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
RSS = """<?xml version="1.0"?><rss version="2.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item><guid>1</guid>
<dc:creator>canary-els</dc:creator><title>Lampen</title>
<description>canary-els zegt: a &amp;lt; b, bel 0470 12 34 56</description></item></channel>
</rss>"""
FILE = """
[municipality]
name = "Heidebeek"

[[source]]
id = "groep"
name = "Groep"
kind = "export"
owner = "community"
access = "imported"
purpose = "luisteren"
legal_basis = "taak"
folder = "import"
columns = { posted_at = "when" }

[[source]]
id = "stil"
name = "Stil"
kind = "export"
owner = "community"
access = "imported"
purpose = "luisteren"
legal_basis = "taak"
folder = "nergens"

[[department]]
id = "groen"
name = "Groen"
about = "bomen"
recipients = ["groen@heidebeek.example"]

[delivery]
sender = "signaal@heidebeek.example"
lead = ["lead@heidebeek.example"]
"""
Say = Callable[..., Said]


@pytest.fixture
def say(tmp_path: Path, typed: Type) -> Say:
    """Return what types words after ``source`` in a folder of its own."""
    (tmp_path / "import").mkdir()
    (tmp_path / "import" / "a.csv").write_text("text,when\nDe lamp is stuk,2026-11-09T10:00:00Z\n")
    (tmp_path / "sources.toml").write_text(FILE, "utf-8")
    return lambda *words: typed("source", *words, "--config", tmp_path / "sources.toml")


def test_the_list_says_how_each_source_is_read_and_what_that_was_verified_against(say: Say) -> None:
    said = say("list")
    lines = said.out.decode().splitlines()

    assert said.code == 0
    assert len(lines) == 2
    assert lines[0].startswith("groep  export  community  imported  every 6 hours  ")
    assert f"verified against {SHIPPED['export'].VERIFIED}" in lines[0]


def test_a_check_of_all_says_in_words_what_is_wrong_and_ends_with_1(say: Say) -> None:
    said = say("check")

    assert said.code == 1
    assert said.out.decode().splitlines() == [
        "groep  answers", "stil   the folder with the files is not there (no-folder)",
    ]  # fmt: skip
    assert said.err == "1 of 2 did not answer as they should\n"


def test_one_source_can_be_checked_alone(say: Say) -> None:
    said = say("check", "groep")

    assert (said.code, said.out, said.err) == (0, b"groep  answers\n", "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("check", "groen"), "there is no source groen; `buurtsignaal source list` shows them"),
        (("try",), "`buurtsignaal source try` takes an address or a file"),
        (("retry",), "`buurtsignaal source retry` takes the id of a source"),
        (("retry", "x"), "there is no source x; `buurtsignaal source list` shows them"),
        (("list", "groep"), "`buurtsignaal source list` takes nothing more"),
        (("list", "--week", "2026-W46"), "`buurtsignaal source list` takes no --week"),
        (("states", "--week", "46"), "--week 46: '46' is not a week; write it as 2026-W46"),
        (("states", "groep"), "`buurtsignaal source states` takes nothing more"),
    ],
)
def test_a_wrong_call_says_what_to_type(say: Say, words: tuple[str, ...], message: str) -> None:
    said = say(*words)

    assert (said.code, said.err) == (2, f"{message}\n")


def test_the_states_of_a_town_that_was_read_are_shown(demo: Demo, typed: Type) -> None:
    said = typed("source", "states", "--config", demo.folder / "sources.toml")
    lines = said.out.decode().splitlines()

    assert said.code == 0
    settings = load(demo.folder / "sources.toml", KINDS)
    sources, groups = lines[: len(settings.sources)], lines[len(settings.sources) :]
    assert all("  ok  " in line and "0 failures" in line for line in sources)
    assert all(": read 1 time  " in line for line in sources)
    assert groups
    for group, line in zip(settings.unread, groups, strict=True):
        assert line.startswith(group.name)
        assert line.endswith(f"not read: {group.why}")


def test_the_states_of_an_earlier_week_are_those_of_its_own_readings(
    demo: Demo, typed: Type
) -> None:
    config = demo.folder / "sources.toml"
    said = typed("source", "states", "--week", str(WEEK), "--config", config)
    lines = said.out.decode().splitlines()[: len(load(config, KINDS).sources)]

    assert all(f"in {WEEK}: read 0 times" in line for line in lines)
    assert not any(" 0 posts of that week" in line for line in lines)


def test_what_could_not_be_read_is_shown_and_tried_again_when_asked(
    demo_copy: Path, typed: Type
) -> None:
    config = demo_copy / "sources.toml"
    one, other = (source.id for source in load(config, KINDS).sources[:2])
    (database,) = demo_copy.rglob("*.sqlite")

    def marks() -> dict[str, str]:
        with Store.open(database, "heidebeek") as store:
            return dict(store.sources.all()[SourceId(one)].cursor.marks)

    with Store.open(database, "heidebeek") as store:
        status = store.sources.all()[SourceId(one)]
        cursor = Cursor(marks={"done": "9", "troubled": "3@0.1.0,7@0.1.0"}, validators={})
        store.sources.put(replace(status, cursor=cursor))
    shown = typed("source", "states", "--config", config).out.decode()
    assert "2 mails could not be read" in shown.splitlines()[0]
    assert "could not be read" not in shown.splitlines()[1]

    said = typed("source", "retry", one, "--config", config)
    assert said.out.decode() == f"{one}: 2 mails will be tried again at the next reading\n"
    assert marks() == {"done": "9", "troubled": "3@again,7@again"}
    said = typed("source", "retry", other, "--config", config)
    assert said.out.decode() == f"{other}: nothing is left to try again\n"


def test_states_need_a_database_and_make_none(say: Say, tmp_path: Path) -> None:
    said = say("states")

    assert said.code == 1
    assert "there is no database yet" in said.err
    assert not (tmp_path / "data").exists()


def test_a_state_tells_reason_last_reading_next_try_failures_and_what_is_usual() -> None:
    settings = load(ROOT / "sources.toml", KINDS)
    one, other = (SourceId(source.id) for source in settings.sources[:2])
    status = SourceStatus(
        source_id=one, cursor=Cursor.start(), state=SourceState.BROKEN, reason="http-500",
        read_at=NOW - timedelta(days=1), failures=1, next_at=NOW + timedelta(minutes=15),
    )  # fmt: skip
    week = Coverage(
        source_id=one, posts=3, state=SourceState.BROKEN, reason="", read_at=None, usual=40
    )
    gave = Readings(done=1, failed=2, new=3, changed=4, gone=5)
    shown = Shown(week=WEEK, coverage=(week,), readings={one: gave})
    rows = list(state_rows(settings, {one: status}, shown, NOW))

    assert rows[0] == (
        one, "broken", "read 2026-11-15 07:00", "next 2026-11-16 07:15", "1 failure",
        "in 2026-W46: read 1 time, 2 failed", "3 new, 4 changed, 5 gone",
        "3 posts of that week, usually 40", "the site was down (http-500)",
    )  # fmt: skip
    assert rows[1] == (
        other, "untried", "read never", "next now", "0 failures",
        "in 2026-W46: read 0 times", "0 new, 0 changed, 0 gone",
        "0 posts of that week, usually 0", "",
    )  # fmt: skip
    assert len(rows) == len(settings.sources)


def test_a_source_that_answered_is_due_after_its_own_time_and_a_cut_one_at_once() -> None:
    source = load(ROOT / "sources.toml", KINDS).sources[0]
    status = SourceStatus(
        source_id=SourceId(source.id), cursor=Cursor.start(), state=SourceState.OK, read_at=NOW
    )
    cut = SourceStatus(
        source_id=SourceId(source.id), cursor=Cursor.start(), state=SourceState.CUT, read_at=NOW
    )

    assert due_at(source, status) == NOW + source.every
    assert due_at(source, cut) is None
    assert due_at(source, None) is None


def test_a_reason_without_words_and_a_kind_that_does_not_say_are_told_as_they_are() -> None:
    assert why("of-a-third-party") == "something went wrong (of-a-third-party)"
    assert verified_against("feed") == "real server"


def test_an_address_is_tried_and_all_that_is_told_is_toml(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUURTSIGNAAL_ALLOW_PRIVATE", "yes")
    before = sorted(tmp_path.rglob("*"))
    home = (
        b'<link rel=alternate type="application/rss+xml" href=/f>'
        b'<link rel=alternate type="application/atom+xml" href=/away>'
    )
    feed = (200, "application/rss+xml", RSS.encode())
    pages = Pages({"/": (200, "text/html", home), "/f": feed})
    with web_server(pages):
        said = say("try", pages.address)
    told = said.out.decode()
    (source,) = tomllib.loads(told)["source"]

    assert said.code == 0
    assert sorted(tmp_path.rglob("*")) == before
    assert (source["kind"], source["url"]) == ("feed", f"{pages.address}/f")
    assert "# Read once: 1 post in 1 thread." in told
    assert "# Without a moment that can be read: 1 post." in told
    assert "take one of them" in told
    assert "a < b" in told
    assert "canary" not in told
    assert "0470" not in told
    assert "# Reading it failed: the page no longer exists (http-404)." in told
    assert f'# url = "{pages.address}/away"' in told


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("facebook.com/groups/x", "# Facebook groups have no interface since April 2024"),
        ("http://127.0.0.1:1/", "# The page was not read: the address "),
    ],
)
def test_what_cannot_be_read_is_told_and_ends_with_1(say: Say, address: str, told: str) -> None:
    said = say("try", address)

    assert said.code == 1
    assert said.out.decode().startswith(told)
    assert "nothing was read there" in said.err


def test_a_page_with_nothing_on_it_says_so(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUURTSIGNAAL_ALLOW_PRIVATE", "yes")
    pages = Pages({"/": (200, "text/html", b"<p>Welkom")})
    with web_server(pages):
        said = say("try", pages.address)

    assert said.code == 1
    assert b"No feed, platform or forum was found" in said.out


def test_what_must_be_decided_first_is_not_read(say: Say) -> None:
    said = say("try", "https://t.me/s/heidebeek")

    assert said.code == 0
    assert b"Not read: first decide" in said.out
    assert b"# i_have_read_the_terms = true" in said.out
