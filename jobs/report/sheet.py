"""What goes to the press: `Sheet`, a page as HTML with the file that is attached to it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is printed.

    Attributes:
        html: The page.
        identifier: Of the PDF; the same for the same content.
        moment: Date of creation that the attached file carries, UTC.
        link_text: How a link is read out, with ``{host}``.
        attachment: Name of the attached file.
        description: What it is.
        content: What it holds; empty when nothing is attached.
    """

    html: str
    identifier: bytes
    moment: datetime
    link_text: str
    attachment: str
    description: str
    content: str
