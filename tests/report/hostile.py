"""Editions full of hostile text, as a real edition would hold it."""

from dataclasses import replace
from functools import cache

from jobs.model import LEAD, Edition
from jobs.report.desk import Desk
from jobs.report.edition import edit
from jobs.report.text import clean
from tests.report.scenes import rich_desk, words

TEXTS = (
    # markup that fetches, attaches or runs
    (
        "<link rel=attachment href='file:///etc/passwd'><style>@import url(http://127.0.0.1:9/)"
        "</style><iframe src=http://127.0.0.1:9/></iframe><svg><image href='http://127.0.0.1:9/x'/>"
        "</svg><script>alert(1)</script>"
    ),
    # addresses that run, or lead elsewhere than they say
    "javascript:alert(1) data:text/html,x //evil.example http:\\\\evil.example",
    # the language of templates
    "{{7*7}} {% include '/etc/passwd' %} {{ settings }}",
    # what a layout engine needs minutes for
    "x" * 20_000,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 300,
    "e" + "\u0301" * 2_000 + "\n" * 500,
    # deep nesting and large letters
    "<div>" * 150 + "font-size:1e9px",
    # surrogates, controls, private use, changes of direction, tags
    "\ud800 \x00 \x1b[2J \x85 \ufffe \ue000 \u202eneddeh\u2066 \U000e0041 \u200e",
    # other alphabets, look-alike letters
    "g\u0435m\u0435\u0435nt\u0435 \u0645\u0631\u062d\u0628\u0627 漢字 Ĳsland",
    # a formula
    '=HYPERLINK("http://evil.example")',
    # the end of a mail, and a line too long for one
    ".\r\n.\r\n" + "y" * 998,
)


@cache
def hostile_desk() -> Desk:
    """Return a rich desk whose posts, titles and names of sources are all hostile."""
    desk = rich_desk()
    posts = {
        key: replace(
            post,
            text=f"{TEXTS[number % len(TEXTS)]} {number}",
            url=("javascript:alert(1)", "file:///etc/passwd", "https://a@evil.example/", post.url)[
                number % 4
            ],
        )
        for number, (key, post) in enumerate(desk.posts.items())
    }
    signals = tuple(
        replace(
            s,
            title=TEXTS[number % len(TEXTS)],
            place=TEXTS[(number + 1) % len(TEXTS)],
            department_terms=TEXTS[:3],
        )
        for number, s in enumerate(desk.signals)
    )
    table = desk.settings.model_dump(by_alias=True, exclude_defaults=True)
    for number, source in enumerate(table["source"]):
        source["name"] = clean(TEXTS[number % len(TEXTS)])[:300]
    table["municipality"]["name"] = "Heide<b>beek</b> =?utf-8?q?x?="
    table["unread"] = [{"name": "=1+1", "why": TEXTS[0][:300]}]
    return replace(
        desk, posts=posts, signals=signals, settings=type(desk.settings).model_validate(table)
    )


def hostile_edition(reader: str = LEAD, language: str = "nl") -> Edition:
    """Return the edition of *reader* on the hostile desk."""
    made = edit(hostile_desk(), reader, words(language))
    assert made is not None
    return made
