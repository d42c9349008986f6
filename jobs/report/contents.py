"""A page in, the same with a list of its parts out, where a template left an empty one.

The list names the parts that follow it: on a screen all of them, which has no pages to turn; on
paper, at the foot of page one, those of the other pages, each with its number (page.css).
"""

import re
from html import escape, unescape
from typing import Final

PLACE: Final = '<nav class="contents" aria-labelledby="contents"></nav>'
"""What a template leaves for it; `sections/lead.html.j2` and `edition.html.j2` do."""
_PART: Final = re.compile(r'<h2(?: data-name="([^"]+)")?>([^<]+)</h2>')
"""A part; one that is headed by a finding has a short name for the list."""
_NAMED: Final = re.compile(r'<h2 id="(part-\d+)">([^<]+)</h2>')
_SEE: Final = re.compile(r'<a class="see">([^<]+)</a>')
"""Where a sentence sends the reader to a part by its title."""


def parts_of(page: str) -> dict[str, str]:
    """Return the titles of the parts that *page* lists, by where a link to them leads."""
    return {name: unescape(title) for name, title in _NAMED.findall(page)}


def with_contents(page: str, label: str) -> str:
    """Return *page* with a list, named *label*, of the parts that follow its `PLACE`, if any."""
    before, place, after = page.partition(PLACE)
    titles = _PART.findall(after)
    if not (place and titles):
        return _SEE.sub(r"\1", before + after)
    numbers = iter(range(1, len(titles) + 1))
    named = _PART.sub(lambda part: f'<h2 id="part-{next(numbers)}">{part[2]}</h2>', after)
    known = {title: f"#part-{number}" for number, (_, title) in enumerate(titles, 1)}
    links = "".join(  # no blanks between points: on one line they would stand outside them
        f'<li data-part="#part-{number}"><a href="#part-{number}">{name or _short(title)}</a></li>'
        for number, (name, title) in enumerate(titles, 1)
    )
    opening = place.removesuffix("</nav>")
    listed = f'{opening}\n<p id="contents">{escape(label)}</p>\n<ul>{links}</ul>\n</nav>'
    return _SEE.sub(lambda see: _linked(see[1], known.get(see[1])), f"{before}{listed}{named}")


def _linked(title: str, target: str | None) -> str:
    """Return *title* as a link to *target*; on paper its page follows (page.css)."""
    if target is None:
        return title
    return f'<a class="see" data-part="{target}" href="{target}">{title}</a>'


def _short(title: str) -> str:
    """Return *title* without the finding that follows its colon, unless somebody is named there."""
    start = title.partition(":")[0].rstrip()
    return title if re.search(r"[‘«„“]", start) else start
