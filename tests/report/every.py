"""Every kind of edition there is, in each language: for tests that look at what becomes of them."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final, Self

from jobs.language import LANGUAGES
from jobs.model import LEAD, Edition, Score
from jobs.report.assets import Assets
from jobs.report.edition import edit, reduced, spared
from jobs.report.glyphs import known_in
from jobs.report.html import Sheets
from jobs.report.naming import attachment_name
from jobs.report.press import Press
from jobs.report.produce import Producer, Product
from jobs.report.quotes import quoted
from tests.report.hostile import hostile_desk
from tests.report.scenes import rich_desk, words

ASSETS: Final = Assets.of(Path("/nonexistent"))
SHEETS: Final = Sheets(ASSETS, known_in(ASSETS))
DEPARTMENT: Final = "publieke-ruimte"
HOSTILE: Final = "vrije-tijd"
"""The department to which most of the hostile signals go."""
SCORES: Final = (Score(department="Publieke ruimte", asked=3, open=1, planned=1, done=1),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An edition and what was made of it."""

    edition: Edition
    product: Product

    @property
    def page(self) -> str:
        """The page that became the PDF."""
        name = attachment_name(self.edition) if self.edition.rows else ""
        return SHEETS.page(self.edition, words(self.edition.language), name)


@cache
def every_edition() -> dict[str, Edition]:
    """Return each kind of edition in each language, as ``<kind>-<language>``."""
    return {
        f"{kind}-{language}": edition
        for language in LANGUAGES
        for kind, edition in _of_language(language).items()
    }


class Printery:
    """Makes editions by their names, each once; a context, as the press is."""

    def __init__(self, assets: Assets = ASSETS) -> None:
        """Have made nothing yet; *assets* are those of a town."""
        self._press = Press(assets)
        sheets = Sheets(assets, known_in(assets))
        self._producer = Producer(sheets, self._press, assets.style(), "heidebeek")
        self._made: dict[str, Made] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._press.close()

    def make(self, name: str) -> Made:
        """Return an edition and what the press makes of it."""
        if name not in self._made:
            one = every_edition()[name]
            product = self._producer.produce(one, words(one.language))
            self._made[name] = Made(edition=one, product=product)
        return self._made[name]


def _of_language(language: str) -> dict[str, Edition]:
    """Return an edition of every kind: both readers, hostile text, parts left out, quiet weeks."""
    say = words(language)
    rich, hostile = rich_desk(), hostile_desk()
    quiet = replace(rich, signals=(), earlier=(), advices=(), drafts=(), outlooks=())
    few = replace(rich, signals=tuple(one for one in rich.signals if not one.shown))
    editions = {
        "department": edit(rich, DEPARTMENT, say),
        "lead": edit(rich, LEAD, say),
        "hostile-department": edit(hostile, HOSTILE, say),
        "hostile-lead": edit(hostile, LEAD, say),
        "quiet-lead": edit(quiet, LEAD, say),
        "quiet-department": edit(quiet, DEPARTMENT, say),
        "few-voices": edit(few, LEAD, say),
    }
    caption = say.say("scores.caption", weeks=7)
    lead = replace(editions["lead"], scores=SCORES, scores_caption=caption)
    guilty = quoted(editions["department"])[:1]
    return {
        **editions,
        "lead": lead,
        "spared-department": spared(editions["department"], guilty, say),
        "reduced-department": reduced(editions["department"], say),
    }
