"""A web page in, the same with a list of its parts out: a screen has no pages to turn.

On paper the bookmarks of the PDF do the same.
"""

import re
from html import escape
from typing import Final

_PART: Final = re.compile(r"<h2>([^<]+)</h2>")


def with_contents(page: str, label: str) -> str:
    """Return *page* with a list of its parts under its header, which is named *label*."""
    titles = _PART.findall(page)
    numbers = iter(range(1, len(titles) + 1))
    named = _PART.sub(lambda part: f'<h2 id="part-{next(numbers)}">{part[1]}</h2>', page)
    links = "\n".join(
        f'<li><a href="#part-{number}">{title}</a></li>' for number, title in enumerate(titles, 1)
    )
    contents = (
        '<nav class="contents" aria-labelledby="contents">\n'
        f'<p id="contents">{escape(label)}</p>\n<ul>\n{links}\n</ul>\n</nav>'
    )
    return named.replace("</header>", f"</header>\n{contents}", 1)
