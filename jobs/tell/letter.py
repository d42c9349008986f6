"""What the program has to say itself in, a short mail out: `Letter`, as plain text and as HTML.

Editions are laid out by the stage report; this is for what concerns the mails themselves.
"""

from dataclasses import dataclass
from html import escape
from typing import Final

_PAGE: Final = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">\
<title>{subject}</title></head>
<body style="margin: 0; padding: 0; background-color: #eef3f7">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" style="width: 600px; \
background-color: #ffffff"><tr><td style="padding: 0 32px; color: #1d272e; \
font-family: 'Segoe UI', Arial, sans-serif; font-size: 15px; line-height: 22px">
<h1 style="margin: 28px 0 14px; padding: 0 0 12px; font-size: 26px; line-height: 32px; \
border-bottom: 2px solid #1f4e79">{title}</h1>
{body}
<p style="margin: 18px 0 24px; font-size: 13px; line-height: 19px; color: #4a565f">{closing}</p>
</td></tr></table>
</td></tr></table>
</body>
</html>
"""
_HEADING: Final = """<h2 style="margin: 22px 0 8px; font-size: 19px; line-height: 24px; \
color: #1f4e79">{}</h2>
"""
_LIST: Final = '<ul style="margin: 10px 0; padding: 0 0 0 18px">{}</ul>'
_LINK: Final = """<p style="margin: 18px 0"><a href="{1}" style="padding: 10px 16px; \
background-color: #1f4e79; color: #ffffff; font-weight: bold; text-decoration: none">{0}</a></p>"""
"""All in the colours of templates/style/tokens.css."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail of the program about itself. Holds nothing of a post.

    Attributes:
        language: ``nl``, ``fr``, ``de`` or ``en``.
        subject: Subject of the mail.
        title: Its heading.
        paragraphs: What it says first.
        heading: What the points are; empty without points.
        points: What it lists.
        link: What can be clicked after that, and where it leads; None for nothing.
        after: What it says then.
        closing: In small print; may be empty.
    """

    language: str
    subject: str
    title: str
    paragraphs: tuple[str, ...] = ()
    heading: str = ""
    points: tuple[str, ...] = ()
    link: tuple[str, str] | None = None
    after: tuple[str, ...] = ()
    closing: str = ""

    @property
    def text(self) -> str:
        """The mail as plain text."""
        points = "\n".join(f"- {point}" for point in self.points)
        listed = "\n".join(part for part in (self.heading, points) if part)
        link = "" if self.link is None else "\n".join(self.link)
        parts = (self.title, *self.paragraphs, listed, link, *self.after, self.closing)
        return "\n\n".join(part for part in parts if part) + "\n"

    @property
    def html(self) -> str:
        """The mail as HTML."""
        items = "".join(f'<li style="margin: 0 0 10px">{escape(one)}</li>' for one in self.points)
        heading = _HEADING.format(escape(self.heading)) if self.heading else ""
        listed = heading + _LIST.format(items) if items else ""
        link = "" if self.link is None else _LINK.format(*map(escape, self.link))
        body = (*_paragraphs(self.paragraphs), listed, link, *_paragraphs(self.after))
        return _PAGE.format(
            language=self.language,
            subject=escape(self.subject),
            title=escape(self.title),
            body="\n".join(body),
            closing=escape(self.closing),
        )


def _paragraphs(texts: tuple[str, ...]) -> list[str]:
    return [f'<p style="margin: 10px 0">{escape(text)}</p>' for text in texts]
