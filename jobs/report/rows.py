"""Posts in, the list of posts that goes with an edition out, as rows and as a CSV file.

No cell of the file can be taken for a formula by a spreadsheet, which would run it.
"""

import csv
import io

from jobs.cells import safe_text
from jobs.language.wording import Wording
from jobs.model import Edition, Post, Row, Signal
from jobs.report.desk import Pen
from jobs.report.matters import numbers_of
from jobs.report.text import LINE_CAP, cap, clean


def rows_of(pen: Pen) -> tuple[Row, ...]:
    """Return the posts of the edition in order of time; a department gets its signals only."""
    signals = pen.mine if pen.lead else (*pen.shown, *pen.doubtful)
    found = {post.id: (post, signal) for signal in signals for post in pen.posts(signal.posts)}
    numbers = numbers_of(pen) if pen.lead else {}
    ordered = sorted(
        found.values(), key=lambda p: (p[0].posted_at, p[0].source_id, p[0].text, p[1].title)
    )
    return tuple(_row(pen, post, signal, numbers.get(signal.id, 0)) for post, signal in ordered)


def csv_of(edition: Edition, words: Wording) -> str:
    """Return the rows of *edition* as a CSV file with a heading, every cell quoted."""
    held = io.StringIO()
    writer = csv.writer(held, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    names = ["number"] if any(row.number for row in edition.rows) else []
    names += ["posted_at", "source", "speaker", "signal", "kind", "text", "reactions", "open"]
    names += ["post_id", "signal_id"]
    names += ["url"] if any(row.url for row in edition.rows) else []
    writer.writerow([words.say(f"row.{name}") for name in names])
    for row in edition.rows:
        cells = {
            **{name: getattr(row, name) for name in names},
            "posted_at": row.posted_at.isoformat(timespec="minutes"),
        }
        writer.writerow([safe_text(clean(str(cells[name]))) for name in names])
    return held.getvalue()


def _row(pen: Pen, post: Post, signal: Signal, number: int) -> Row:
    label = pen.desk.labels.get(post.id)
    asks = label is not None and post.id in signal.open_questions
    source = pen.sources.get(post.source_id)
    return Row(
        number=number,
        posted_at=post.posted_at.astimezone(pen.zone),
        source=cap(source.name, LINE_CAP) if source else post.source_id,
        speaker=pen.words.say(f"speaker.{post.speaker}"),
        signal=pen.title(signal),
        kind=pen.words.say(f"kind.{label.kind}") if label else pen.words.say("kind.unknown"),
        text=clean(pen.masked(post.words)) if signal.shown and not pen.kept_back(post) else "",
        reactions=post.reactions,
        open=pen.words.say("word.yes") if asks else "",
        post_id=post.id,
        signal_id=signal.id,
        url=(pen.link(post) or "") if signal.shown else "",
    )
