"""Editions in a real browser: axe-core finds nothing, nothing is fetched, and a phone shows it all.

Needs ``tests/real/install.sh`` to have run; the suite fails, and does not skip, without it.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jobs.language import LANGUAGES
from jobs.model import Weight
from jobs.report.alarm import notice_of
from jobs.report.glyphs import known_in
from jobs.report.html import Sheets
from tests.real.servers.browser import Browser, browser
from tests.report.every import ASSETS, SHEETS, every_edition
from tests.report.scenes import settings, words
from tests.report.test_alarm import alarm_of, crowd
from tests.report.test_look import LOGOS, with_logo

pytestmark = pytest.mark.real

EDITIONS = every_edition()
PAGES = [name for name, edition in EDITIONS.items() if edition.weight is Weight.FULL]
CUT = ("spared", "reduced", "few")
"""Kinds of edition with nothing in them that the others lack: one width will do."""
PHONE, DESK = 320, 1200
"""Pixels: the narrowest at which WCAG 1.4.10 asks that nobody scrolls sideways, and a usual one."""
PARTS = {"table", "caption", "row", "columnheader", "rowheader", "cell", "image", "main", "banner"}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FRAME = {"landmark-one-main", "region"}
"""Rules of a whole page: a mail is shown inside the page of a mail program."""
WRONG = (
    "<!doctype html><html><head><title></title></head><body><svg role='img'></svg>"
    "<p style='color: #aaa'>pale</p><img src='http://127.0.0.1:9/x'></body></html>"
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start a browser."""
    with browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def kept(path: Path, html: str) -> Path:
    path.write_bytes(html.encode("utf-8", "replace"))
    return path


@pytest.mark.parametrize("name", PAGES)
def test_an_edition_breaks_no_rule_on_a_desk_or_a_phone(
    name: str, page: Browser, tmp_path: Path
) -> None:
    edition = EDITIONS[name]
    html = SHEETS.web(edition, words(edition.language))
    path = kept(tmp_path / "edition.html", html)
    told = []
    alike = name.startswith("hostile") and not name.endswith("-nl")
    for width in (DESK,) if alike or name.startswith(CUT) else (DESK, PHONE):
        page.open(path, width)
        found = page.audit()
        told.append({part: page.roles()[part] for part in PARTS})

        assert found["violations"] == []
        assert {"color-contrast", "svg-img-alt", "html-has-lang", "region"} <= set(found["passes"])
        assert page.say(SIDEWAYS) == 0
        assert page.asked == [path.as_uri()]
        assert page.complaints == []
    assert told[0] == told[-1]  # a table that looks like a list on a phone still is a table
    assert told[0]["main"] == told[0]["banner"] == 1
    assert told[0]["table"] == told[0]["caption"] == html.count("<table>")


@pytest.mark.parametrize(("name", "data"), [logo[:2] for logo in LOGOS])
def test_a_logo_breaks_no_rule_and_is_fetched_from_nowhere(
    name: str, data: bytes, page: Browser, tmp_path: Path
) -> None:
    sheets = Sheets(with_logo(tmp_path, name, data), known_in(ASSETS))
    path = kept(tmp_path / "edition.html", sheets.web(EDITIONS["department-nl"], words()))
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mail_about_a_danger_breaks_no_rule(
    language: str, page: Browser, tmp_path: Path
) -> None:
    posts = crowd("<b>glad</b> ijs op de brug {{ 7*7 }}")
    safe = settings(policy={"safety_contact": "112"})
    alarm = alarm_of(posts[0], "hazard", "post-hazard")
    notice = notice_of(alarm, posts[0], posts, safe, words(language))
    assert notice.quote is not None
    page.open(kept(tmp_path / "mail.html", SHEETS.notice(notice, words(language))), DESK)
    found = page.audit()["violations"]

    assert [(rule, where) for rule, where in found if rule not in FRAME] == []


def test_the_browser_finds_what_is_wrong(page: Browser, tmp_path: Path) -> None:
    page.open(kept(tmp_path / "wrong.html", WRONG), DESK)
    found = {rule for rule, _ in page.audit()["violations"]}

    assert {"html-has-lang", "document-title", "svg-img-alt", "color-contrast"} <= found
    assert len(page.asked) == 2


def test_the_policy_of_the_page_stops_what_a_template_would_fetch(
    page: Browser, tmp_path: Path
) -> None:
    edition = EDITIONS["department-nl"]
    html = SHEETS.web(replace(edition, state="__here__"), words())
    trick = "<img src='http://127.0.0.1:9/x'><script>document.title = 'ran'</script>"
    path = kept(tmp_path / "edition.html", html.replace("__here__", trick))
    page.open(path, DESK)

    assert page.say("document.title") == edition.title
    assert any("Content Security Policy" in said for said in page.complaints)
