"""Editions in a real browser: axe-core finds nothing, nothing is fetched, and a phone shows it all.

Needs ``tests/real/install.sh`` to have run; the suite fails, and does not skip, without it.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jobs.language import LANGUAGES
from jobs.model import LEAD, Edition, Score
from jobs.report.assets import Assets
from jobs.report.edition import edit
from jobs.report.glyphs import known_in
from jobs.report.html import Sheets
from tests.real.servers.browser import Browser, browser
from tests.report.hostile import hostile_edition
from tests.report.scenes import rich_desk, words
from tests.report.test_look import LOGOS, with_logo

pytestmark = pytest.mark.real

ASSETS = Assets.of(Path("/nonexistent"))
SHEETS = Sheets(ASSETS, known_in(ASSETS))
PHONE, DESK = 320, 1200
"""Pixels: the narrowest at which WCAG 1.4.10 asks that nobody scrolls sideways, and a usual one."""
PARTS = {"table", "caption", "row", "columnheader", "rowheader", "cell", "image", "main", "banner"}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FRAME = {"landmark-one-main", "region"}
"""Rules of a whole page: a mail is shown inside the page of a mail program."""
SCORES = (Score(department="Publieke ruimte", asked=3, open=1, planned=1, done=1),)
WRONG = (
    "<!doctype html><html><head><title></title></head><body><svg role='img'></svg>"
    "<p style='color: #aaa'>pale</p><img src='http://127.0.0.1:9/x'></body></html>"
)


def editions() -> dict[str, Edition]:
    """Return an edition of a department and of the lead in each language, and hostile ones."""
    desk = rich_desk()
    made: dict[str, Edition] = {}
    for language in LANGUAGES:
        for reader in ("publieke-ruimte", LEAD):
            edition = edit(desk, reader, words(language))
            assert edition is not None
            made[f"{reader}-{language}"] = replace(edition, scores=SCORES, scores_caption="scores")
    made |= {f"hostile-{reader}": hostile_edition(reader) for reader in ("vrije-tijd", LEAD)}
    return made


EDITIONS = editions()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start a browser."""
    with browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def kept(path: Path, html: str) -> Path:
    path.write_bytes(html.encode("utf-8", "replace"))
    return path


@pytest.mark.parametrize("name", EDITIONS)
def test_an_edition_breaks_no_rule_on_a_desk_or_a_phone(
    name: str, page: Browser, tmp_path: Path
) -> None:
    edition = EDITIONS[name]
    html = SHEETS.web(edition, words(edition.language))
    path = kept(tmp_path / "edition.html", html)
    told = []
    for width in (DESK, PHONE):
        page.open(path, width)
        found = page.audit()
        told.append({part: page.roles()[part] for part in PARTS})

        assert found["violations"] == []
        assert {"color-contrast", "svg-img-alt", "html-has-lang", "region"} <= set(found["passes"])
        assert page.say(SIDEWAYS) == 0
        assert page.asked == [path.as_uri()]
        assert page.complaints == []
    assert told[0] == told[1]  # a table that looks like a list on a phone still is a table
    assert told[0]["main"] == told[0]["banner"] == 1
    assert told[0]["table"] == told[0]["caption"] == html.count("<table>")


@pytest.mark.parametrize(("name", "data"), [logo[:2] for logo in LOGOS])
def test_a_logo_breaks_no_rule_and_is_fetched_from_nowhere(
    name: str, data: bytes, page: Browser, tmp_path: Path
) -> None:
    sheets = Sheets(with_logo(tmp_path, name, data), known_in(ASSETS))
    path = kept(tmp_path / "edition.html", sheets.web(EDITIONS["publieke-ruimte-nl"], words()))
    page.open(path, PHONE)

    assert page.audit()["violations"] == []
    assert page.say("document.querySelector('.logo img').naturalWidth") > 0
    assert page.say(SIDEWAYS) == 0
    assert [url for url in page.asked if not url.startswith("data:image/")] == [path.as_uri()]
    assert page.complaints == []


@pytest.mark.parametrize("name", EDITIONS)
def test_a_mail_breaks_no_rule(name: str, page: Browser, tmp_path: Path) -> None:
    edition = EDITIONS[name]
    path = kept(tmp_path / "mail.html", SHEETS.mail(edition, words(edition.language)))
    page.open(path, DESK)
    found = page.audit()["violations"]

    assert [(rule, where) for rule, where in found if rule not in FRAME] == []
    assert page.asked == [path.as_uri()]


def test_the_browser_finds_what_is_wrong(page: Browser, tmp_path: Path) -> None:
    page.open(kept(tmp_path / "wrong.html", WRONG), DESK)
    found = {rule for rule, _ in page.audit()["violations"]}

    assert {"html-has-lang", "document-title", "svg-img-alt", "color-contrast"} <= found
    assert len(page.asked) == 2


def test_the_policy_of_the_page_stops_what_a_template_would_fetch(
    page: Browser, tmp_path: Path
) -> None:
    edition = EDITIONS["publieke-ruimte-nl"]
    html = SHEETS.web(replace(edition, state="__here__"), words())
    trick = "<img src='http://127.0.0.1:9/x'><script>document.title = 'ran'</script>"
    path = kept(tmp_path / "edition.html", html.replace("__here__", trick))
    page.open(path, DESK)

    assert page.say("document.title") == edition.title
    assert any("Content Security Policy" in said for said in page.complaints)
