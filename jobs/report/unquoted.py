"""Posts that wait in, what is told instead of their words out: what about, and where they stand."""

from collections.abc import Iterable, Sequence

from jobs.language.tact import exposes_somebody
from jobs.model import Post, Signal
from jobs.report.desk import Pen
from jobs.report.telling import about_of


def about_text(pen: Pen, signal: Signal, posts: Iterable[Post]) -> str:
    """Return in words of our own lists what *posts* of *signal* are about; empty when unknown.

    Only of those that are not kept back.
    """
    told = [post.id for post in posts if not pen.kept_back(post)]
    labels = [pen.desk.labels[one] for one in told if one in pen.desk.labels]
    terms = [term for label in labels for term in label.department_terms]
    places = [place for label in labels for place in label.places]
    return about_of(pen, signal, terms, places)


def unquoted_text(pen: Pen, signal: Signal, waiting: Sequence[Post], quotes: int) -> str:
    """Return where those of the *waiting* posts of *signal* can be read that are not quoted.

    Args:
        pen: Of the edition.
        signal: The signal.
        waiting: The posts that a request is about.
        quotes: How many of them stand under the request.
    """
    if not waiting:
        return ""
    if not signal.shown:
        return pen.words.say("asked.alone")
    held = [post for post in waiting if pen.kept_back(post)]
    listed = len(waiting) - quotes - len(held)
    whole = len(waiting) == len(signal.open_questions)
    told = [held_text(pen, held, alone=whole and len(held) == len(waiting))] if held else []
    if listed > 0:
        key = "listed" if whole and listed == len(waiting) else "rest"
        key = "others" if held and not quotes else key
        told.append(pen.words.count(f"reason_ask.{key}", listed))
    return " ".join(told)


def held_text(pen: Pen, held: Sequence[Post], *, alone: bool) -> str:
    """Return that the *held* posts are shown by communication only, and why when that is a life.

    Args:
        pen: Of the edition.
        held: Posts that are kept back.
        alone: Whether they are all the posts that were just spoken of.
    """
    why = "life" if all(exposes_somebody(post.words) for post in held) else "held"
    return pen.words.count(f"reason_ask.{why if alone else f'some_{why}'}", len(held))
