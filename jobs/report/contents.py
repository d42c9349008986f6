"""A page in, the same with a list of its parts out, where a template left an empty one.

The list names the parts that follow it: on a screen all of them, which has no pages to turn; on
paper, at the foot of page one, those of the other pages, each with its number (page.css).
"""

import re
from html import escape, unescape
from typing import Final

PLACE: Final = '<nav class="contents" aria-labelledby="contents"></nav>'
"""What a template leaves for it; `sections/lead.html.j2` and `edition.html.j2` do."""
_PART: Final = re.compile(r"<h2>([^<]+)</h2>")
_NAMED: Final = re.compile(r'<h2 id="(part-\d+)">([^<]+)</h2>')


def parts_of(page: str) -> dict[str, str]:
    """Return the titles of the parts that *page* lists, by where a link to them leads."""
    return {name: unescape(title) for name, title in _NAMED.findall(page)}


def with_contents(page: str, label: str) -> str:
    """Return *page* with a list, named *label*, of the parts that follow its `PLACE`, if any."""
    before, place, after = page.partition(PLACE)
    titles = _PART.findall(after)
    if not (place and titles):
        return before + after
    numbers = iter(range(1, len(titles) + 1))
    named = _PART.sub(lambda part: f'<h2 id="part-{next(numbers)}">{part[1]}</h2>', after)
    links = "".join(  # no blanks between points: on one line they would stand outside them
        f'<li data-part="#part-{number}"><a href="#part-{number}">{_short(title)}</a></li>'
        for number, title in enumerate(titles, 1)
    )
    opening = place.removesuffix("</nav>")
    return (
        f'{before}{opening}\n<p id="contents">{escape(label)}</p>\n<ul>{links}</ul>\n</nav>' + named
    )


def _short(title: str) -> str:
    """Return *title* without the finding that follows its colon, unless somebody is named there."""
    start = title.partition(":")[0].rstrip()
    return title if re.search(r"[‘«„“]", start) else start
