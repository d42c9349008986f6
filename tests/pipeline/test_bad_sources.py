"""A week in which most sources are broken: it ends, and every report says which ones and why."""

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from pypdf import PdfReader

from jobs.collect.codes import ReadReason
from jobs.collect.reasons import FetchReason
from jobs.language.wording import load_wording
from jobs.store import Store
from tests.pipeline.forks import ended
from tests.pipeline.sinks import Pages, Sink, mail_sink, web_server
from tests.pipeline.town import configuration
from tests.real.servers.run import ROOT

WEEK = "2026-W46"
RSS = "application/rss+xml"
FEED = (
    b'<rss version="2.0"><channel><title>Nieuws</title><item><guid>a-1</guid>'
    b"<title>Werken in de Kerkstraat</title><pubDate>Tue, 10 Nov 2026 09:00:00 +0100</pubDate>"
    b"<description>De gemeente Heidebeek legt een voetpad aan in de Kerkstraat.</description>"
    b"</item></channel></rss>"
)
DEMO_POSTS = sum(
    len((ROOT / "jobs" / "demo" / "heidebeek" / f"posts-{part}.jsonl").read_bytes().splitlines())
    for part in (7, 8)
)
BROKEN = {
    "storing": ("Wijkkrant De Klinker", FetchReason.HTTP_500),
    "bom": ("Blog van de Heidevrienden", FetchReason.BOMB),
    "webpagina": ("Sportclub Papenvoort", ReadReason.NOT_A_FEED),
    "kring": ("Oudercomité De Linde", FetchReason.REDIRECT_LOOP),
    "elders": ("Handelaars Heidebeek", FetchReason.REDIRECT_REFUSED),
    "weg": ("Natuurpunt Klein-Heide", FetchReason.HTTP_404),
    "forum": ("Forum Heidebeek", ReadReason.SELECTOR_DRIFT),
}
"""What becomes of each source after a good first reading: its name, and why it is not read."""

GOOD_SOURCE_AND_MAIL = """
[delivery]
smtp_host = "127.0.0.1"
smtp_port = {port}
security = "none"
sender = "signaal@heidebeek.example"
lead = ["communicatie@heidebeek.example"]

[[source]]
id = "groep"
name = "Je bent van Heidebeek"
kind = "export"
owner = "community"
purpose = "weten wat er leeft"
legal_basis = "public-task"
access = "imported"
folder = "package:demo/heidebeek"
files = "posts-[78].jsonl"
[source.columns]
id = "id"
thread = "thread"
parent = "parent"
author = "author"
text = "text"
posted_at = "created_at"
reactions = "likes"
url = "url"
"""
FEED_SOURCE = """
[[source]]
id = "{id}"
name = "{name}"
kind = "feed"
owner = "community"
purpose = "weten wat er leeft"
legal_basis = "public-task"
access = "open"
url = "{address}/{id}.xml"
pause = 0
"""
FORUM_SOURCE = """
[[source]]
id = "forum"
name = "Forum Heidebeek"
kind = "html_forum"
owner = "community"
purpose = "weten wat er leeft"
legal_basis = "public-task"
access = "open"
url = "{address}/forum/"
pause = 0
[source.select]
row = ".topic"
post = ".post"
author = ".by"
time = "time@datetime"
body = ".text"
"""
TOPICS = (
    b'<ul><li class="topic"><a href="/forum/1">Putten in de Kerkstraat</a> 1 antwoord</li></ul>'
)
TOPIC = (
    b'<h1>Putten in de Kerkstraat</h1><div class="post" id="p1"><b class="by">rik</b>'
    b'<time datetime="2026-11-10T09:00:00+01:00"></time><p class="text">De putten in de Kerkstraat'
    b" worden dieper, wanneer komt de gemeente?</p></div>"
)
LOGIN = b"<h1>Welkom</h1><form><input name=user><input name=password></form>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What the week left behind."""

    folder: Path
    sink: Sink
    output: str


def bomb(megabytes: int = 200) -> bytes:
    """Return so many megabytes of zeros as gzip."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()


def good_pages() -> dict[str, tuple[int, str, bytes]]:
    """Return a first reading on which every source answers as it should."""
    feeds = {f"/{name}.xml": (200, RSS, FEED) for name in BROKEN if name != "forum"}
    forum = {"/forum/": (200, "text/html", TOPICS), "/forum/1": (200, "text/html", TOPIC)}
    return {"/nieuws.xml": (200, RSS, FEED), **feeds, **forum}


def broken_pages(address: str) -> dict[str, tuple[int, str, bytes]]:
    """Return what the same addresses answer a day later."""
    elsewhere = address.replace("127.0.0.1", "localhost")
    return {
        "/storing.xml": (500, "text/html", b"<h1>Internal Server Error</h1>"),
        "/bom.xml": (200, f"{RSS}+gzip", bomb()),
        "/webpagina.xml": (200, "text/html", b"<html><body><h1>Welkom</h1></body></html>"),
        "/kring.xml": (302, "text/html", b"/kring.xml"),
        "/elders.xml": (302, "text/html", f"{elsewhere}/nieuws.xml".encode()),
        "/forum/": (200, "text/html", LOGIN),
    }


def sources_toml(pages: Pages, sink: Sink) -> str:
    """Return the demo town with one import, seven feeds and a forum."""
    names = {name: title for name, (title, _) in BROKEN.items() if name != "forum"}
    feeds = [
        FEED_SOURCE.format(id=name, name=title, address=pages.address)
        for name, title in {"nieuws": "Nieuws", **names}.items()
    ]
    forum = FORUM_SOURCE.format(address=pages.address)
    return configuration(sources="".join([*feeds, forum]),
                         delivery=GOOD_SOURCE_AND_MAIL.format(port=sink.port))  # fmt: skip


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    """Read all sources well once, break all but two, and run the week."""
    folder = tmp_path_factory.mktemp("broken")
    pages = Pages(good_pages())
    allowed = {"BUURTSIGNAAL_ALLOW_PRIVATE": "yes"}
    with web_server(pages), mail_sink() as sink:
        (folder / "sources.toml").write_text(sources_toml(pages, sink), encoding="utf-8")
        first = ended("run", "collect", "--week", "2026-W45", folder=folder, **allowed)
        assert first.returncode == 0, first.stdout + first.stderr
        pages.answers = {"/nieuws.xml": (200, RSS, FEED), **broken_pages(pages.address)}
        done = ended("week", "--week", WEEK, folder=folder, **allowed)
        assert done.returncode == 0, done.stdout + done.stderr
        yield Done(folder=folder, sink=sink, output=done.stdout + done.stderr)


@pytest.fixture(scope="module")
def printed(week: Done) -> str:
    """Return the text of the lead's PDF, squeezed."""
    (path,) = week.folder.glob(f"reports/**/{WEEK}/communication-lead.pdf")
    return squeezed(" ".join(page.extract_text() for page in PdfReader(path).pages))


def squeezed(text: str) -> str:
    """Return *text* without what a line end may add: spaces and hyphens."""
    return re.sub(r"[\s\u00ad-]", "", text)


def words_of(mail: EmailMessage) -> str:
    """Return the plain text of *mail*."""
    body = mail.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


def is_lead_edition(mail: EmailMessage) -> bool:
    """Tell the lead's mail from those of departments with the same address."""
    return any("lead" in (part.get_filename() or "") for part in mail.iter_attachments())


def sentence(source_id: str) -> str:
    """Return what a report must say of a broken source, in Dutch."""
    name, reason = BROKEN[source_id]
    return f"{name} is niet gelezen: {load_wording('nl').say(f'reason.{reason}')}."


def test_the_week_ends_with_its_reports_and_mails(week: Done) -> None:
    pdfs = sorted(path.stem for path in week.folder.glob(f"reports/**/{WEEK}/*.pdf"))

    assert "communication-lead" in pdfs
    assert len(pdfs) > 3
    assert sum(bool(list(mail.iter_attachments())) for mail in week.sink.mails) == len(pdfs)
    assert f"sources failed {len(BROKEN)}," in week.output


@pytest.mark.parametrize("source", BROKEN)
def test_the_lead_reads_which_source_is_broken_and_why(
    week: Done, printed: str, source: str
) -> None:
    (mail,) = filter(is_lead_edition, week.sink.mails)

    assert squeezed(sentence(source)) in printed
    assert squeezed(sentence(source)) in squeezed(words_of(mail))


def test_no_report_shows_a_code_in_the_place_of_a_reason(week: Done, printed: str) -> None:
    texts = [printed, *(squeezed(words_of(mail)) for mail in week.sink.mails)]
    codes = {reason.value for _, reason in BROKEN.values() if "-" in reason.value}
    never = [*map(squeezed, codes), squeezed("er ging iets mis (")]

    assert [words for words in never if any(words in text for text in texts)] == []


def test_status_lists_what_needs_a_person(week: Done) -> None:
    done = ended("status", "--json", folder=week.folder)
    state = json.loads(done.stdout)

    assert done.returncode == 1
    assert {row["source"]: row["reason"] for row in state["attention"]} == {
        source: reason.value for source, (_, reason) in BROKEN.items()
    }
    rows = {row["source"]: row for row in state["sources"]}
    assert {rows[name]["state"] for name in ("groep", "nieuws")} == {"ok"}
    assert all(rows[name]["failures"] == 1 for name in BROKEN)


def test_every_good_post_is_stored_and_nothing_good_is_lost(week: Done) -> None:
    start, end = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    with Store.open(week.folder / "data" / "heidebeek.sqlite", "heidebeek") as store:
        counts = Counter(post.source_id for post in store.posts.between(start, end))

    first_reading = dict.fromkeys(BROKEN, 1)
    assert counts == {"groep": DEMO_POSTS, "nieuws": 1, **first_reading}
