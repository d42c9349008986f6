"""An edition in, HTML out: the page that becomes a PDF, the same for a browser, and the mail.

The only door to the template engine. One environment: everything printed is escaped, a name that
is not defined is an error, templates are sandboxed because a municipality may bring its own, and
every text passes `jobs.report.text.typeset` on its way out. Text of a post is always a value,
never a template.
"""

from collections.abc import Callable
from datetime import UTC
from typing import Final
from urllib.parse import urlsplit

import css_inline
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from jobs.errors import RenderError
from jobs.language.wording import Wording
from jobs.model import LEAD, Edition, Ladder, Notice
from jobs.report.assets import Assets
from jobs.report.charts import CHARTS, Drawing
from jobs.report.charts.ladder import LINE, wrap
from jobs.report.charts.ladder import WIDTH as COLUMN
from jobs.report.contents import with_contents
from jobs.report.embed import FAMILY, faces_for
from jobs.report.look import LOGO
from jobs.report.text import typeset

MAX_MAIL: Final = 100_000
"""Bytes of the mail's HTML; one big provider cuts at 102,400."""


class Address(str):
    """An address for an ``href``: escaped like all text, but never broken up for layout."""

    __slots__ = ()


class Sheets:
    """The templates of one municipality, ready to print editions."""

    def __init__(self, assets: Assets, known: Callable[[str], bool]) -> None:
        """Keep *assets*, and *known*, which tells the characters that our fonts hold."""
        self._look = assets.look()
        self._style = assets.web_style()
        loader = ChoiceLoader([FileSystemLoader(folder) for folder in assets.folders])
        self._paper = _environment(loader, known)
        self._screen = _environment(loader, lambda _: True)

    def page(self, edition: Edition, words: Wording, attachment: str) -> str:
        """Return *edition* as the page that becomes a PDF with a file named *attachment*.

        Raises:
            RenderError: A template has a mistake.
        """
        logo = LOGO if self._look.logo else ""
        facts = {**self._facts(edition, words, attachment), "logo": Address(logo)}
        page = _print(self._paper, "edition.html.j2", facts)
        return with_contents(page, words.say("document.contents"))

    def web(self, edition: Edition, words: Wording) -> str:
        """Return *edition* as a web page that is whole by itself: it runs and fetches nothing.

        Raises:
            RenderError: A template has a mistake.
        """
        logo = self._look.logo.address if self._look.logo else ""
        facts = {**self._facts(edition, words, ""), "style": self._style, "logo": Address(logo)}
        page = _print(self._screen, "edition.html.j2", facts)
        return with_contents(page, words.say("document.contents"))

    def mail(self, edition: Edition, words: Wording) -> str:
        """Return *edition* as the HTML part of its mail, with its style in the elements.

        Raises:
            RenderError: A template has a mistake.
        """
        html = _print(self._screen, "mail/mail.html.j2", self._facts(edition, words, ""))
        return _inlined(html)

    def notice(self, notice: Notice, words: Wording) -> str:
        """Return *notice* as the HTML part of its mail, with its style in the elements.

        Raises:
            RenderError: A template has a mistake.
        """
        facts = {"notice": notice, "say": words.say, "tokens": self._look.colours}
        return _inlined(_print(self._screen, "mail/notice.html.j2", facts))

    def picture(self, ladders: tuple[Ladder, ...], title: str, words: Wording) -> str:
        """Return the flowchart of a policy as an SVG file of its own, one ladder beside the other.

        Raises:
            RenderError: A template has a mistake.
        """
        drawn = [CHARTS["ladder"](one) for one in ladders]
        lines = [line for one in ladders for line in wrap(one.caption, COLUMN * len(ladders))]
        top = round(62.0 + LINE * len(lines), 2)
        facts = {
            "title": title,
            "language": words.language,
            "lines": lines,
            "columns": [(20 + place * (COLUMN + 30), one) for place, one in enumerate(ladders)],
            "top": top,
            "width": 10 + len(ladders) * (COLUMN + 30),
            "height": round(top + 30 + max(one.height for one in drawn)),
            "look": self._look,
            "tokens": self._look.colours,
        }
        bare = _print(self._screen, "policy.svg.j2", {**facts, "style": ""})
        style = (
            f"{faces_for(bare, self._look)}\ntext {{ font-family: {FAMILY}, Arial, sans-serif; }}"
        )
        return _print(self._screen, "policy.svg.j2", {**facts, "style": style}) + "\n"

    def _facts(self, edition: Edition, words: Wording, attachment: str) -> dict[str, object]:
        return {
            "edition": edition,
            "lead": edition.reader == LEAD,
            "say": words.say,
            "label": lambda name: words.say("word.label", label=words.say(f"label.{name}")),
            "look": self._look,
            "tokens": self._look.colours,
            "attachment": attachment,
            "style": "",
            "closed_at": edition.closed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }


def _print(environment: ImmutableSandboxedEnvironment, name: str, facts: dict[str, object]) -> str:
    try:
        return environment.get_template(name).render(facts)
    except TemplateError as error:
        message = f"the template {name} has a mistake ({type(error).__name__}: {error.message})"
        raise RenderError(message) from error


def _inlined(html: str) -> str:
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)
    return inliner.inline(html)


def _environment(
    loader: ChoiceLoader, known: Callable[[str], bool]
) -> ImmutableSandboxedEnvironment:
    """Return an environment that sets every printed text with the characters that are *known*."""

    def finish(value: object) -> object:
        if value is None:
            message = "a template prints a value that is not there"
            raise ValueError(message)
        if not isinstance(value, str) or isinstance(value, Address) or hasattr(value, "__html__"):
            return value
        return typeset(str(value), known)

    environment = ImmutableSandboxedEnvironment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finish,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(chart=_chart, link=Address, host=_host)
    return environment


def _chart(name: str, figures: object) -> Drawing:
    return CHARTS[name](figures)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
