"""Drafts in, ``[[faq]]`` tables out, to be pasted into sources.toml once a person wrote the answer.

The answer is left empty, which `buurtsignaal check` refuses: no draft is approved by being pasted.
"""

from collections.abc import Iterator
from typing import Final

from jobs.model import Draft
from jobs.report.desk import Pen
from jobs.report.radar import facts_of, owner_of, question_of, signals_of
from jobs.report.text import LINE_CAP, cap

MAX_QUESTION: Final = 300
"""Graphemes of a question that ``[[faq]]`` takes."""
MAX_ALSO: Final = 3
"""Other wordings of a question that stand above its table."""


def entries_of(pen: Pen) -> str:
    """Return every draft of the week as TOML, each with what is known about it as comments."""
    week = str(pen.desk.week)
    drafts = [draft for draft in pen.desk.drafts if _sure(pen, draft)]
    if not drafts:
        return _comment(pen.words.say("draft.file.none", week=week))
    blocks = [_comment(pen.words.say("draft.file.intro", week=week))]
    blocks += ["".join(_entry(pen, draft, n)) for n, draft in enumerate(drafts, 1)]
    return "\n".join(blocks)


def _sure(pen: Pen, draft: Draft) -> bool:
    """Whether *draft* stands in a signal that we are sure enough is about the municipality."""
    return any(not pen.doubts(signal) for signal in signals_of(pen, draft.signals))


def _entry(pen: Pen, draft: Draft, number: int) -> Iterator[str]:
    post = question_of(pen, draft)
    titles = [pen.quoted_title(signal) for signal in signals_of(pen, draft.signals)]
    yield _comment(pen.words.say("draft.file.about", titles=pen.words.join(titles)))
    yield _comment(facts_of(pen, draft))
    yield _comment(pen.words.say(f"draft.file.{'people' if post is not None else 'ours'}"))
    if post is not None:
        others = [one for one in pen.posts(draft.questions) if one is not post]
        for one in filter(pen.quotable, others[:MAX_ALSO]):
            also = pen.words.quoted(cap(one.text, MAX_QUESTION))
            yield _comment(pen.words.say("draft.file.also", text=also))
    yield "[[faq]]\n"
    yield f'id = "{str(pen.desk.week).lower()}-{number}"\n'
    yield f"question = {_basic(cap(post.text, MAX_QUESTION) if post is not None else '')}\n"
    yield 'answer = ""\n'
    yield f"department = {_basic(owner_of(pen, draft) or '')}\n"


def _comment(text: str) -> str:
    return f"# {cap(text, LINE_CAP)}\n"


def _basic(text: str) -> str:
    """Return *text*, which holds no control characters, as a TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
