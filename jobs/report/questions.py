"""Posts in, those that say what they ask out, the clearest first."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from jobs.language.persons import names_somebody
from jobs.model import Kind, Post, Quote
from jobs.report.desk import MIN_ASKED, Pen
from jobs.report.outstanding import Outstanding
from jobs.report.parts import SENTENCE, quotable_part
from jobs.report.text import QUOTE_AIM, excerpt, own_words

MAX_LETTERS: Final = 400
"""Letters looked at; a longer post has said by then what it is about."""


def asks_something(post: Post) -> bool:
    """Return whether *post* can stand under "this question"."""
    return "?" in own_words(post.text)


def clearest_first(pen: Pen, posts: Iterable[Post]) -> list[Post]:
    """Return the *posts* that may be quoted and can be read alone, the clearest question first.

    Of one that may not be quoted as a whole its question is left. A post with a question mark is
    clearer than one without, and a question than a complaint.
    """
    parts = (part_of(pen, post) for post in posts)
    clear = [post for post in parts if post is not None and _says_enough(post)]
    return sorted(clear, key=lambda post: _order(pen, post))


def part_of(pen: Pen, post: Post) -> Post | None:
    """Return *post*, or of one that may not be quoted as a whole its question; None without one."""
    return quotable_part(pen, post, lambda sentence: "?" in sentence)


def beginning_of(pen: Pen, post: Post) -> Post | None:
    """Return the first sentence of *post* when it says what is wrong, and may be quoted.

    None of a post with a name in it, which is about whoever has that.
    """
    found = SENTENCE.search(own_words(post.text))
    if found is None or names_somebody(post.text):
        return None
    part = quotable_part(pen, post, found[0].strip().__eq__)
    return part if part is not None and _says_enough(part) else None


def question_of(pen: Pen, post: Post) -> Quote:
    """Return the words of *post* with its question in them, however late that stands."""
    return pen.quote(replace(post, text=_with_question(own_words(post.text))))


def brief_question_of(pen: Pen, post: Post) -> Quote:
    """Return of *post* the first sentence that asks and says enough, or else its beginning."""
    asked = (found[0].strip() for found in SENTENCE.finditer(own_words(post.text)))
    alone = (replace(post, text=one) for one in asked if "?" in one)
    return pen.quote(next((one for one in alone if _says_enough(one)), post), brief=True)


def plainest_of(pen: Pen, waits: Outstanding) -> Quote | None:
    """Return the plainest question of what *waits*; None when nothing of it may be quoted."""
    asked = [post for post in pen.posts(waits.posts) if asks_something(post)]
    clear = clearest_first(pen, asked)[:1] if waits.signal.shown else []
    return next((question_of(pen, post) for post in clear), None)


def _with_question(text: str) -> str:
    if "?" not in text or "?" in excerpt(text):
        return text
    asked = next(found for found in SENTENCE.finditer(text) if "?" in found[0])
    if asked.end() - asked.start() <= QUOTE_AIM:
        return f"… {text[asked.start() :].strip()}"
    return f"… {text[asked.end() - QUOTE_AIM : asked.end()].partition(' ')[2]}"


def _says_enough(post: Post) -> bool:
    return sum(map(str.isalpha, post.text[:MAX_LETTERS])) >= MIN_ASKED


def _order(pen: Pen, post: Post) -> tuple[bool, bool]:
    label = pen.desk.labels.get(post.id)
    return not asks_something(post), label is None or label.kind is not Kind.QUESTION
