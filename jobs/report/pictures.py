"""A page in, the same out with its drawings as pictures beside it, which a press reads faster.

Read as HTML, each line of a drawing is parsed, and matched with every style, as if it were text:
a tenth of the time of an edition. Read as a picture it is not, and comes out the same.
"""

import re
from html import escape
from typing import Final

from jobs.report.look.svg import alternative_of

_DRAWING: Final = re.compile(r'<svg [^>]*?class="(\w+)".*?</svg>', re.DOTALL)


def apart(page: str, origin: str) -> tuple[str, dict[str, bytes]]:
    """Return *page* with its drawings as pictures, and each of these by its address.

    A drawing keeps its class, and its sentence as the words that stand for it. One that is not
    well-formed or that has no sentence, as a municipality's own template may have, stays.

    Args:
        page: HTML.
        origin: How the addresses begin.
    """
    drawings: dict[str, bytes] = {}

    def named(match: re.Match[str]) -> str:
        said = alternative_of(match[0])
        if not said:
            return match[0]
        address = f"{origin}drawing-{len(drawings)}"
        drawings[address] = match[0].encode()
        return f'<img class="{match[1]}" src="{address}" alt="{escape(said)}">'

    return _DRAWING.sub(named, page), drawings
