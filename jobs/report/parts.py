"""A post in, the part of it that may be quoted out: all of it, or the sentence that is wanted."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from jobs.model import Post
from jobs.report.desk import Pen
from jobs.report.text import own_words

SENTENCE: Final = re.compile(
    r"[^\s.!?…].*?(?:(?<![.!?…])[.!?…]++[’”»\"')]*+(?=\s|[A-ZÀ-Þ]|\Z)|\Z)", re.DOTALL
)
"""A sentence, with the marks that close what it quotes. A mark within *14.30* or an address ends
none; one before a capital does, as many write no blank there."""


def quotable_part(pen: Pen, post: Post, wanted: Callable[[str], bool]) -> Post | None:
    """Return *post* when it may be quoted, or else with only its first *wanted* sentence that may.

    Who is named or recognised mostly is so in other sentences than the question or the thanks.
    Such a part has no address, which would lead to the rest. None when nothing may be quoted, as
    of a post that is kept back.
    """
    if pen.quotable(post):
        return post
    if pen.kept_back(post):
        return None
    for found in SENTENCE.finditer(own_words(post.text)):
        part = replace(post, title="", text=found[0].strip(), url=None)
        if wanted(part.text) and pen.quotable(part):
            return part
    return None
