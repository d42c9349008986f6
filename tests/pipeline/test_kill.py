"""``kill -9`` in the middle of a stage, then the same command: the same PDFs, each mail once."""

import hashlib
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.pipeline.forks import ended, said, start
from tests.pipeline.sinks import Pages, Sink, mail_sink, web_server
from tests.pipeline.town import configuration, known_key, small

WEEK = ("week", "--week", "2026-W46")
ALLOWED = {"BUURTSIGNAAL_ALLOW_PRIVATE": "yes"}
DEPARTMENTS = ("publieke-ruimte", "mobiliteit", "afval-milieu", "burgerzaken")
"""Enough editions to be killed between two; the other eight would only take time."""
FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>Nieuws</title><item>'
    b"<guid>a-1</guid><link>https://nieuws.example/a-1</link><title>Werken in de Kerkstraat</title>"
    b"<description>De gemeente Heidebeek legt een voetpad aan in de Kerkstraat.</description>"
    b"<pubDate>Tue, 10 Nov 2026 09:00:00 +0100</pubDate></item></channel></rss>"
)
SOURCES = """
[[source]]
id = "groep"
name = "Je bent van Heidebeek"
kind = "export"
owner = "community"
purpose = "weten wat er leeft"
legal_basis = "public-task"
access = "imported"
folder = "package:demo/heidebeek"
files = "posts-8.jsonl"
[source.columns]
id = "id"
thread = "thread"
parent = "parent"
author = "author"
text = "text"
posted_at = "created_at"
reactions = "likes"
url = "url"

[[source]]
id = "nieuws"
name = "Nieuws"
kind = "feed"
owner = "community"
purpose = "weten wat er leeft"
legal_basis = "public-task"
access = "open"
url = "{address}/feed.xml"
"""
DELIVERY = """
[delivery]
smtp_host = "127.0.0.1"
smtp_port = {port}
security = "none"
sender = "signaal@heidebeek.example"
lead = ["communicatie@heidebeek.example"]
"""


def prepare(folder: Path, pages: Pages, sink: Sink) -> None:
    folder.mkdir()
    known_key(folder)
    text = configuration(
        sources=SOURCES.replace("{address}", pages.address),
        delivery=DELIVERY.format(port=sink.port),
    )
    (folder / "sources.toml").write_text(small(text, *DEPARTMENTS), encoding="utf-8")


def feed(hold: str = "") -> Pages:
    return Pages({"/feed.xml": (200, "application/rss+xml", FEED)}, hold=hold)


def reports(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob("reports/**/*.*"))
        if path.suffix in {".pdf", ".html"}
    }


def kill_when(reached: Callable[[], bool], folder: Path) -> None:
    """Start the week, kill it without warning once *reached*, and see that it was alive."""
    process = start(*WEEK, folder=folder, **ALLOWED)
    deadline = time.monotonic() + 120
    while not reached():
        assert process.is_alive(), said(folder)
        assert time.monotonic() < deadline, "the moment to kill never came"
        time.sleep(0.005)
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def again(folder: Path) -> None:
    done = ended(*WEEK, folder=folder, **ALLOWED)
    assert done.returncode == 0, done.stdout + done.stderr


def recipients(sink: Sink) -> Counter[str]:
    return Counter(mail["To"] for mail in sink.mails)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A week that was run once without harm, and what came of it."""

    folder: Path
    sink: Sink
    made: dict[str, str]
    sent: Counter[str]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """Run the week once without harm: what every killed run must end with too."""
    folder = tmp_path_factory.mktemp("whole") / "town"
    with web_server(feed()) as pages, mail_sink() as sink:
        prepare(folder, pages, sink)
        again(folder)
        yield Whole(folder=folder, sink=sink, made=reports(folder), sent=recipients(sink))


@pytest.mark.parametrize("moment", ["collect", "report", "deliver"])
def test_a_killed_week_ends_as_if_nothing_had_happened(
    moment: str, tmp_path: Path, undisturbed: Whole
) -> None:
    folder = tmp_path / "town"
    hold = "/feed.xml" if moment == "collect" else ""
    with web_server(feed(hold)) as pages, mail_sink() as sink:
        prepare(folder, pages, sink)
        sink.hold_at = 3 if moment == "deliver" else 0
        reached = {
            "collect": pages.reached.is_set,
            "report": lambda: len(reports(folder)) >= 3,
            "deliver": sink.reached.is_set,
        }[moment]
        kill_when(reached, folder)
        pages.release.set()
        again(folder)

        assert reports(folder) == undisturbed.made
        assert recipients(sink) == undisturbed.sent
        assert set(Counter(mail["Message-ID"] for mail in sink.mails).values()) == {1}


def test_the_same_command_again_sends_nothing_again(undisturbed: Whole) -> None:
    again(undisturbed.folder)

    assert reports(undisturbed.folder) == undisturbed.made
    assert recipients(undisturbed.sink) == undisturbed.sent
    assert len(undisturbed.made) > 6
