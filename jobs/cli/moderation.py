"""``buurtsignaal moderation``: why a post on an own page was hidden or removed, kept by role."""

from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from jobs import clock
from jobs.cli.options import Config
from jobs.errors import UsageError
from jobs.model import Moderation, ModerationAct, Owner, Post, PostId, SourceId, Speaker
from jobs.model.decision import Authority, DecisionError
from jobs.model.moderation import Page, moderated

if TYPE_CHECKING:
    from jobs.wiring import Workplace

SHOWN: Final = timedelta(weeks=4)
"""How far back `list` looks for posts that vanished without an entry."""


class Act(StrEnum):
    """What a person wants of the log."""

    LOG = "log"
    LIST = "list"
    UNDO = "undo"


def moderation(  # noqa: PLR0913 - one a word that can be typed
    act: Annotated[Act, typer.Argument(help="log POST, list, or undo ID")],
    word: Annotated[str | None, typer.Argument(metavar="[POST|ID]")] = None,
    *,
    rule: Annotated[str | None, typer.Option("--rule", help="id of the house rule")] = None,
    reason: Annotated[str, typer.Option("--reason", help="what more to say; no names")] = "",
    hidden: Annotated[bool, typer.Option("--hidden", help="hidden, not removed")] = False,
    by: Annotated[str, typer.Option("--by", help="role of who decided, never a name")] = "operator",
    config: Config = Path("sources.toml"),
) -> None:
    """Log that a post on an own page was hidden or removed and why; no word of it is kept.

    The program hides and removes nothing itself. Ids may be cut short; `list` shows those of posts
    that vanished without an entry.
    """
    from jobs.wiring import open_workplace

    if (word is None) != (act is Act.LIST) or (rule is None) != (act is not Act.LOG):
        takes = {Act.LOG: "POST --rule RULE", Act.LIST: "nothing more", Act.UNDO: "ID"}
        message = f"`buurtsignaal moderation {act}` takes {takes[act]}"
        raise UsageError(message)
    try:
        who = Authority(by, clock.now())
        with open_workplace(config, create=False) as work:
            if word is None:
                _list(work)
            elif rule is None:
                _undo(work, word, who)
            else:
                done = ModerationAct.HIDDEN if hidden else ModerationAct.REMOVED
                post = _post(work, word)
                made = moderated(post, done, rule, reason, _page(work, post.source_id), who)
                print(f"{work.store.moderations.add(made)}: {told(made)}")
    except DecisionError as error:
        raise UsageError(str(error)) from error


def _post(work: "Workplace", word: str) -> Post:
    from jobs.cli.why_find import Subject, find

    found = find(work.store, word)
    if found.subject is not Subject.POST:
        message = f"{found.id} is no post; `buurtsignaal moderation list` shows those that vanished"
        raise UsageError(message)
    name = PostId(found.id)
    return work.store.posts.by_id([name])[name]


def _page(work: "Workplace", source_id: SourceId) -> Page:
    own = {source.id for source in work.settings.sources if source.owner is Owner.OWN}
    return Page(own=source_id in own, rules={rule.id for rule in work.settings.house_rules})


def _list(work: "Workplace") -> None:
    logged = work.store.moderations.all()
    for one in logged:
        print(f"{one.id}  {one.at:%Y-%m-%d %H:%M} UTC  {one.by}  {told(one)}")
    known = {one.post_id for one in logged}
    now = clock.now()
    vanished = [
        post
        for post in work.store.posts.gone(now - SHOWN, now)
        if post.id not in known
        and post.speaker is Speaker.VOICE
        and _page(work, post.source_id).own
    ]
    for post in vanished:
        print(f"no reason logged: post {post.id} on {post.source_id} of {post.posted_at:%Y-%m-%d}")
    if not logged and not vanished:
        print("nothing was logged, and nothing vanished from an own page in the last four weeks")


def _undo(work: "Workplace", word: str, who: Authority) -> None:
    number = int(word) if word.isdecimal() and len(word) < 19 else 0
    gone = work.store.moderations.take_back(number, who.at, who.by)
    if gone is None:
        message = f"there is no entry {word}; `buurtsignaal moderation list` shows them"
        raise UsageError(message)
    print(f"taken back: {told(gone)}")


def told(made: Moderation) -> str:
    """Return *made* as a sentence."""
    why = f": {made.reason}" if made.reason else ""
    return f"post {made.post_id} on {made.source_id} was {made.act} for {made.rule}{why}"
