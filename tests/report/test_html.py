"""Templates: everything is escaped, nothing is fetched, text is never a template."""

import re
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from jobs.errors import RenderError
from jobs.language import LANGUAGES
from jobs.model import LEAD, Edition, Score
from jobs.report import glyphs
from jobs.report.assets import Assets
from jobs.report.contents import PLACE, with_contents
from jobs.report.edition import edit
from jobs.report.glyphs import known_in
from jobs.report.html import MAX_MAIL, Sheets
from jobs.report.plain import plain
from jobs.report.text import UNKNOWN
from tests.report.hostile import hostile_edition
from tests.report.scenes import rich_desk, words

CANARY = "<canary-9f onload='x'>{{ 7*7 }}{% include 'x' %}"
ASSETS = Assets.of(Path("/nonexistent"))
READERS = ("publieke-ruimte", "vrije-tijd", LEAD)


def sheets(assets: Assets = ASSETS) -> Sheets:
    return Sheets(assets, known_in(assets))


def edition_of(reader: str, language: str = "nl") -> Edition:
    made = edit(rich_desk(), reader, words(language))
    assert made is not None
    return made


def poisoned(value: Any, name: str = "") -> Any:  # noqa: ANN401 - any part of an edition
    """Return *value* with the canary in every text that may come from outside."""
    if is_dataclass(value) and not isinstance(value, type):
        changes = {f.name: poisoned(getattr(value, f.name), f.name) for f in fields(value)}
        return type(value)(**changes) if type(value).__name__ != "Week" else value
    if isinstance(value, tuple):
        return tuple(poisoned(part, name) for part in value)
    if type(value) is str and name not in {"url", "language", "locale", "reader"}:
        return CANARY
    return value


class Elements(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the name of an element and its attributes."""
        self.tags.append(tag)
        self.attributes += attrs


@pytest.mark.parametrize("reader", READERS)
def test_no_text_reaches_a_page_or_a_mail_unescaped_or_run(reader: str) -> None:
    edition = poisoned(edition_of(reader))
    made = sheets()
    for html in (
        made.page(edition, words(), "x.csv"),
        made.mail(edition, words()),
        made.web(edition, words()),
    ):
        assert "&lt;canary-9f" in html
        assert "<canary-9f" not in html
        assert "{{ 7*7 }}" in html
        assert "49" not in re.sub(r"#[0-9a-f]{6}|[\d.]+pt|viewBox=\"[^\"]*\"", "", html[:200])
        assert not any(name.startswith("on") for name, _ in Elements(html).attributes)


@pytest.mark.parametrize("reader", READERS)
def test_a_mail_asks_for_nothing_from_elsewhere_and_is_not_cut_off(reader: str) -> None:
    html = sheets().mail(edition_of(reader), words())
    page = Elements(html)

    assert not {"img", "svg", "link", "script", "style", "iframe", "form"} & set(page.tags)
    assert not any(name in {"src", "background"} for name, _ in page.attributes)
    assert "url(" not in html
    assert len(html.encode()) < MAX_MAIL


@pytest.mark.parametrize("reader", READERS)
def test_a_web_page_is_whole_by_itself(reader: str) -> None:
    html = sheets().web(edition_of(reader), words())
    page = Elements(html)

    assert "default-src 'none'" in html
    assert not {"img", "link", "script", "iframe", "form", "object", "base"} & set(page.tags)
    assert not any(name in {"src", "background"} for name, _ in page.attributes)
    assert "url(" not in html
    assert "@import" not in html
    assert not re.search(r"[\d.](pt|mm)[; ]", html.partition("@page")[0].partition("<style>")[2])


@pytest.mark.parametrize("reader", READERS)
def test_a_web_page_says_what_the_pdf_says(reader: str) -> None:
    edition = edition_of(reader)
    paper, web = (
        re.sub(r"(?s)<(style|caption|nav)\b.*?</\1>|<[^>]+>", "", html)
        for html in (
            sheets().page(edition, words(), ""),
            sheets().web(edition, words()).replace(words().say("document.skip"), ""),
        )
    )

    assert web.split() == paper.split()


def parts(page: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return what the list of parts of *page* names, and the headings that it leads to."""
    _, _, rest = page.partition('<nav class="contents"')
    return (
        re.findall(r'<a href="#(part-\d+)">([^<]+)</a></li>', rest),
        re.findall(r'<h2 id="(part-\d+)">([^<]+)</h2>', rest),
    )


def test_the_web_page_of_the_lead_begins_with_its_parts() -> None:
    edition = edition_of(LEAD)
    page = sheets().web(edition, words())
    listed, headings = parts(page)

    assert len(listed) > 9
    assert [name for name, _ in listed] == [name for name, _ in headings]
    assert "<h2>" not in page
    assert '<p id="contents">In dit rapport</p>' in page
    assert "contents" not in sheets().page(edition_of("publieke-ruimte"), words(), "")


def test_on_paper_page_one_ends_with_the_parts_that_follow_it() -> None:
    edition = edition_of(LEAD)
    page = sheets().page(edition, words(), "")
    first = page.partition('<nav class="contents"')[0]
    titles = [[title for _, title in some] for some in parts(page)]
    on_screen = [title for _, title in parts(sheets().web(edition, words()))[0]]

    assert re.findall(r"<h2>([^<]+)</h2>", first)[-1] == words().say("checklist.title")
    assert titles[0] == on_screen[-len(titles[0]) :]
    assert len(titles[0]) == len(titles[1])


def test_a_part_is_listed_without_its_finding_but_never_cut_within_a_name() -> None:
    heads = ("De meeste stemmen: Sport (2)", "Het drukst was het op ‘FB: Beek’: 9 stemmen", "Lof")
    page = with_contents(PLACE + "".join(f"<h2>{head}</h2>" for head in heads), "x")

    assert [title for _, title in parts(page)[0]] == ["De meeste stemmen", *heads[1:]]


def test_a_page_of_which_no_part_follows_has_no_list() -> None:
    assert with_contents(f"<p>a</p>{PLACE}<p>b</p>", "x") == "<p>a</p><p>b</p>"


def test_a_hostile_address_is_no_link_of_a_web_page() -> None:
    html = sheets().web(hostile_edition(), words())
    targets = [value for name, value in Elements(html).attributes if name == "href"]

    away = [target for target in targets if target and not re.fullmatch(r"#part-\d+", target)]

    assert away[0] == "#content"
    assert {target.partition(":")[0] for target in away[1:]} == {"https"}


def test_answers_by_one_click_are_in_the_web_page_too() -> None:
    edition = edition_of("publieke-ruimte")
    html = sheets().web(edition, words())
    clicks = sum(len(ask.clicks) for ask in edition.asks)
    clicks += sum(len(item.clicks) for item in edition.items)
    clicks += sum(len(note.clicks) for note in edition.open_before)

    assert html.count('href="mailto:') == clicks > 0


def test_every_table_has_a_name_and_its_rows_too() -> None:
    score = Score(department="Publieke ruimte", asked=3, open=1, planned=1, done=1)
    edition = replace(edition_of(LEAD), scores=(score,), scores_caption="cijfers")
    html = sheets().web(edition, words())

    assert html.count("<table>") == html.count("<caption>") == html.count("<thead>") == 4
    for body in re.findall(r"(?s)<tbody>.*?</tbody>", html):
        assert body.count("<tr") == body.count('scope="row"') + body.count('scope="rowgroup"') > 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", READERS)
def test_the_mail_says_what_the_page_says_in_text_too(reader: str, language: str) -> None:
    edition = edition_of(reader, language)
    text = plain(edition, words(language))

    assert edition.state in text
    for ask in edition.asks:
        assert ask.text in text
    for item in edition.items:
        assert item.title in text
    for verdict in edition.verdicts:
        assert verdict.action_text.upper() in text
    assert edition.honesty.summary in text
    assert "<" not in text


def test_each_signal_that_is_shown_has_its_reference_on_paper_and_in_the_mail() -> None:
    edition = edition_of("publieke-ruimte")
    page, mail = sheets().page(edition, words(), ""), sheets().mail(edition, words())

    assert edition.items
    for text in (page, mail, plain(edition, words())):
        shown = re.sub(r'href="mailto:[^"]+"', "", text)
        assert [i.signal_id for i in edition.items if shown.count(i.signal_id) != 1] == []


def test_the_lead_finds_each_matter_by_its_number_on_paper_in_the_mail_and_in_the_list() -> None:
    edition = edition_of(LEAD)
    page, mail = sheets().page(edition, words(), ""), sheets().mail(edition, words())
    known = {row.number: row.signal for row in edition.rows}

    for choice in (one for verdict in edition.verdicts for one in verdict.choices if one.number):
        assert known[choice.number] == choice.title
        assert f'<span class="number">{choice.number}</span> {choice.title}' in page
        assert f"{choice.number} {choice.title}</b>" in mail
        assert f"\n{choice.number}. {choice.title} (" in plain(edition, words())


@pytest.mark.parametrize("reader", READERS)
def test_every_drawing_starts_with_a_sentence(reader: str) -> None:
    html = sheets().page(edition_of(reader), words(), "")

    assert html.count("<svg") == len(re.findall(r"<svg[^>]*><title>[^<]{10,}</title>", html)) > 0


def test_headings_never_skip_a_level() -> None:
    for reader in READERS:
        tags = Elements(sheets().page(edition_of(reader), words(), "")).tags
        levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_quotes_say_their_language_and_stand_apart_from_our_direction() -> None:
    html = sheets().page(edition_of("publieke-ruimte"), words(), "")

    assert '<bdi lang="nl">' in html
    assert '<html lang="nl-BE">' in html


def test_a_link_shows_its_host_and_is_never_broken_up() -> None:
    html = sheets().page(edition_of(LEAD), words(), "")
    links = re.findall(r'<a href="([^"#][^"]*)">([^<]+)</a>', html)

    assert links
    assert all(href.startswith("https://") and "\u200b" not in href for href, _ in links)
    assert {text for _, text in links} == {"example.org"}


def test_a_character_of_no_font_becomes_a_square_on_paper_only() -> None:
    edition = replace(edition_of("publieke-ruimte"), state="漢字 \U0001f600")

    assert UNKNOWN * 2 in sheets().page(edition, words(), "")
    assert "漢字" in sheets().mail(edition, words())


def test_a_short_edition_makes_a_short_mail() -> None:
    desk = replace(rich_desk(), signals=(), earlier=(), advices=())
    edition = edit(desk, LEAD, words())
    assert edition is not None

    assert len(sheets().mail(edition, words())) < 12_000
    assert "DE WEEK IN DRIE ZINNEN" in plain(edition, words())


def test_a_municipality_may_bring_its_own_colours_and_templates(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    (own / "style").mkdir(parents=True)
    (own / "style" / "tokens.css").write_text(":root { --accent: #004d40; }", "utf-8")
    (own / "edition.html.j2").write_text("<p>{{ edition.name }} {{ tokens.accent }}</p>", "utf-8")

    page = sheets(Assets.of(tmp_path)).page(edition_of("groen"), words(), "")

    assert page == "<p>Groendienst #004d40</p>"


@pytest.mark.parametrize(
    "mistake",
    ["{{ nobody }}", "{% for x in %}", "{{ ''.__class__.__mro__ }}", "{{ edition.pulse.x }}"],
)
def test_a_mistake_in_a_template_is_named(tmp_path: Path, mistake: str) -> None:
    own = tmp_path / "templates"
    own.mkdir()
    (own / "edition.html.j2").write_text(mistake, "utf-8")

    with pytest.raises(RenderError, match=r"the template edition\.html\.j2 has a mistake"):
        sheets(Assets.of(tmp_path)).page(edition_of("groen"), words(), "")


def test_a_value_that_is_not_there_is_not_printed_as_none(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    own.mkdir()
    (own / "edition.html.j2").write_text("{{ edition.ranking }}", "utf-8")

    with pytest.raises(ValueError, match="not there"):
        sheets(Assets.of(tmp_path)).page(edition_of("groen"), words(), "")


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Assets((tmp_path,)).style()


def test_plain_western_text_needs_no_look_at_the_fonts() -> None:
    known = known_in(ASSETS)

    assert all(known(character) for character in "éëïñœß‘’“”„–—…•€×")
    assert known("\u0434")
    assert not known("\U0002a6d6")


def test_a_font_that_is_not_installed_or_no_font_holds_nothing() -> None:
    assert glyphs._installed("No Such Family Of Ours") == frozenset()
    assert glyphs._points(BytesIO(b"no font"), 0) == frozenset()
