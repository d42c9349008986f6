"""Settings and figures in, the standing matter out: imprint, and the page on method."""

from importlib.metadata import PackageNotFoundError, version
from typing import Final

from jobs.model import MIN_VOICES
from jobs.report.desk import DOUBTFUL, Pen
from jobs.report.text import LINE_CAP, cap

METHOD: Final = (
    "counted",
    "voices",
    "quotes",
    "states",
    "certainty",
    "advice",
    "limits",
    "version",
)
"""Paragraphs of the method page, in order; the words stand under ``method``."""
METHOD_SHORT: Final = (
    "counted",
    "voices",
    "certainty",
    "limits",
    "version",
)
"""Those in the edition of a department; the lead answers questions about the rest."""
OWN: Final = frozenset({"counted", "certainty", "limits", "version"})
"""Those of a department that say other things than in the lead's edition."""
MAX_LINES: Final = 4
"""Purposes and legal bases named; sources mostly share one."""


def imprint_of(pen: Pen) -> tuple[str, ...]:
    """Return purpose, legal basis, term, contact, and that this is not to be forwarded."""
    settings = pen.desk.settings
    purposes = list(dict.fromkeys(cap(source.purpose, LINE_CAP) for source in settings.sources))
    bases = list(dict.fromkeys(cap(source.legal_basis, LINE_CAP) for source in settings.sources))
    lines = []
    if purposes:
        between = pen.words.say("word.semicolon")
        lines.append(pen.words.say("imprint.purpose", text=between.join(purposes[:MAX_LINES])))
        lines.append(pen.words.say("imprint.basis", text=between.join(bases[:MAX_LINES])))
    lines.append(pen.words.count("imprint.term", settings.privacy.keep_text.days))
    contact = settings.privacy.contact or settings.delivery.reply_to or settings.delivery.sender
    lines.append(pen.words.say("imprint.contact", contact=cap(contact, LINE_CAP)))
    lines.append(pen.words.say("imprint.inside"))
    return tuple(lines)


def method_of(pen: Pen) -> tuple[tuple[str, str], ...]:
    """Return heading and text of each paragraph of the method page."""
    desk = pen.desk
    kept = [post_id for signal in desk.signals for post_id in signal.posts]
    unsure = sum(desk.confidence.get(post_id, 1.0) < DOUBTFUL for post_id in kept)
    facts: dict[str, str | int] = {
        "read": pen.words.number(sum(line.posts for line in desk.coverage)),
        "kept": pen.words.number(len(kept)),
        "unsure": pen.words.number(unsure),
        "doubtful": pen.words.percent(DOUBTFUL),
        "signals": pen.words.number(sum(signal.shown for signal in desk.signals)),
        "voiced": pen.words.number(sum(signal.voice_posts for signal in desk.signals)),
        "small": pen.words.number(sum(not signal.shown for signal in desk.signals)),
        "minimum": MIN_VOICES,
        "municipality": cap(desk.settings.municipality.name, LINE_CAP),
        "version": desk.version,
        "week": desk.week.number,
        "year": desk.week.year,
    }
    return tuple(
        (
            pen.words.say(f"method.{name}.title"),
            pen.words.say(
                f"method.{name}.{'text' if name in OWN and not pen.lead else 'brief'}", **facts
            ),
        )
        for name in (METHOD if pen.lead else METHOD_SHORT)
    )


def version_of(package: str = "buurtsignaal") -> str:
    """Return the version of *package*, for the method page; 0 in a checkout never installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "0"
