"""``buurtsignaal correct``: what a person says of our judgements, kept and obeyed from then on."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo

import typer

from jobs import clock
from jobs.cli.options import Config
from jobs.errors import UsageError
from jobs.model import (
    NO,
    NOBODY,
    YES,
    Correction,
    CorrectionKind,
    DepartmentId,
    PostId,
    SignalId,
    Stage,
    StoryId,
    Week,
)
from jobs.model.decision import (
    Authority,
    DecisionError,
    Matter,
    follows,
    judge,
    matter_of,
    merge,
    route,
    split,
)

if TYPE_CHECKING:
    from jobs.wiring import Workplace


class Act(StrEnum):
    """What a person says."""

    MERGE = "merge"
    SPLIT = "split"
    CONTINUES = "continues"
    BREAKS = "breaks"
    DEPARTMENT = "department"
    ABOUT = "about"
    LIST = "list"
    UNDO = "undo"


TAKES: Final = {
    Act.MERGE: "SIGNAL SIGNAL…: they are one matter",
    Act.SPLIT: "SIGNAL THREAD…: these threads are another matter than the rest of it",
    Act.CONTINUES: "SIGNAL STORY: it goes on with that story",
    Act.BREAKS: "SIGNAL [STORY]: it does not go on with that story; without STORY: the one it has",
    Act.DEPARTMENT: "SIGNAL|STORY DEPARTMENT: whose the story is, also in later weeks",
    Act.ABOUT: "POST yes|no: whether it is about the municipality",
    Act.LIST: "nothing: every correction in force",
    Act.UNDO: "ID: take a correction back",
}
"""What each act takes, and what it says."""
_LEAST: Final = {Act.MERGE: 2, Act.SPLIT: 2, Act.BREAKS: 1, Act.LIST: 0, Act.UNDO: 1}
_MOST: Final = {Act.MERGE: 99, Act.SPLIT: 999, Act.LIST: 0, Act.UNDO: 1}
_USUAL: Final = 2


def correct(
    act: Annotated[Act, typer.Argument(help="; ".join(f"{a} {told}" for a, told in TAKES.items()))],
    words: Annotated[list[str] | None, typer.Argument(metavar="ID")] = None,
    by: Annotated[str, typer.Option("--by", help="role of who decides, never a name")] = "operator",
    config: Config = Path("sources.toml"),
) -> None:
    """Say what was judged wrongly; kept, and obeyed from the next analysis on.

    An edition that was made never changes. Ids may be cut short; `export` and `why` show them.
    """
    from jobs.wiring import open_workplace

    said = words or []
    if not _LEAST.get(act, _USUAL) <= len(said) <= _MOST.get(act, _USUAL):
        message = f"`buurtsignaal correct {act}` takes {TAKES[act]}"
        raise UsageError(message)
    try:
        who = Authority(by, clock.now())
        with open_workplace(config, create=False) as work:
            if act is Act.LIST:
                _list(work)
            elif act is Act.UNDO:
                _undo(work, said[0], who)
            else:
                _keep(work, _ACTS[act](work, said, who))
    except DecisionError as error:
        raise UsageError(str(error)) from error


def _merge(work: "Workplace", said: list[str], who: Authority) -> Correction:
    return merge([_matter(work, word) for word in said], who)


def _split(work: "Workplace", said: list[str], who: Authority) -> Correction:
    return split(_matter(work, said[0]), said[1:], who)


def _continues(work: "Workplace", said: list[str], who: Authority) -> Correction:
    matter, name = _matter(work, said[0]), _story(work, said[1])
    story = next((one for one in work.store.signals.stories() if one.id == name), None)
    if story is not None and story.first_week >= matter.signal.week:
        message = (
            f"{name} began in {story.first_week}, not before {matter.signal.id}; "
            "of two signals of one week say `buurtsignaal correct merge`"
        )
        raise UsageError(message)
    _refuse_second(work, matter, name)
    return follows(matter, name, who, yes=True)


def _refuse_second(work: "Workplace", matter: Matter, story: StoryId) -> None:
    """Refuse a story that people already let go on in another signal of the week."""
    for one in work.store.corrections.all().latest(CorrectionKind.CONTINUES):
        same = one.week == matter.signal.week and one.story_id == story
        if same and not set(one.threads) & set(matter.threads):
            message = (
                f"correction {one.id} lets {story} go on in another signal of {one.week}, and a "
                f"story goes on in one: merge the two, or `buurtsignaal correct undo {one.id}`"
            )
            raise UsageError(message)


def _breaks(work: "Workplace", said: list[str], who: Authority) -> Correction:
    matter = _matter(work, said[0])
    story = _story(work, said[1]) if said[1:] else matter.signal.story_id
    return follows(matter, story, who, yes=False)


def _department(work: "Workplace", said: list[str], who: Authority) -> Correction:
    known = [department.id for department in work.settings.departments]
    if said[1] not in known:
        message = f"sources.toml has no department {said[1]!r}; it has: {', '.join(known)}"
        raise UsageError(message)
    return route(_matter(work, said[0], of_story=True), DepartmentId(said[1]), who)


def _about(work: "Workplace", said: list[str], who: Authority) -> Correction:
    from jobs.cli.why_find import Subject, find
    from jobs.detect.job import strengths_of

    if said[1] not in {YES, NO}:
        message = f"say {YES} or {NO}: `buurtsignaal correct about {said[0]} {YES}`"
        raise UsageError(message)
    found = find(work.store, said[0])
    if found.subject is not Subject.POST:
        message = f"{found.id} is no post; `buurtsignaal export mentions` lists posts"
        raise UsageError(message)
    post = work.store.posts.by_id([PostId(found.id)])[PostId(found.id)]
    week = Week.of(post.posted_at, ZoneInfo(work.settings.municipality.timezone))
    seen = strengths_of(work.store, work.settings, post)
    return judge(post.id, week, seen, who, yes=said[1] == YES)


_ACTS: Final[dict[Act, Callable[["Workplace", list[str], Authority], Correction]]] = {
    Act.MERGE: _merge,
    Act.SPLIT: _split,
    Act.CONTINUES: _continues,
    Act.BREAKS: _breaks,
    Act.DEPARTMENT: _department,
    Act.ABOUT: _about,
}


def _matter(work: "Workplace", word: str, *, of_story: bool = False) -> Matter:
    """Return the signal that *word* means, or else with *of_story* the latest of a story."""
    from jobs.cli.why_find import Subject, find

    store, found = work.store, find(work.store, word)
    wanted = found.id
    if of_story and found.subject is Subject.STORY:
        wanted = next(one.signals[-1] for one in store.signals.stories() if one.id == found.id)
    elif found.subject is not Subject.SIGNAL:
        message = f"{found.id} is no signal; `buurtsignaal export signals` lists those of a week"
        raise UsageError(message)
    signal = store.signals.by_id(SignalId(wanted))
    if signal is None:  # the week was analysed anew at this very moment
        message = f"{wanted} has just changed; look it up again"
        raise UsageError(message)
    return matter_of(signal, store.posts.by_id(signal.posts))


def _story(work: "Workplace", word: str) -> StoryId:
    """Return the story that *word* means: itself, or that of a signal."""
    from jobs.cli.why_find import Subject, find

    found = find(work.store, word)
    if found.subject is Subject.STORY:
        return StoryId(found.id)
    return _matter(work, word).signal.story_id


def _keep(work: "Workplace", made: Correction) -> None:
    number = work.store.corrections.add(made)
    print(f"{number}: {told(made)}")
    stage = Stage.DETECT if made.kind is CorrectionKind.ABOUT else Stage.CLUSTER
    if work.store.reports.of_week(made.week):
        print(f"  the reports of {made.week} were made and stay as they are; later ones follow it")
    else:
        print(f"  from the next analysis on: `buurtsignaal run {stage} --week {made.week}`")
    if made.kind is CorrectionKind.ABOUT and not made.strengths:
        print("  nothing more can be learned from it: its text was erased, or it is our own post")


def _list(work: "Workplace") -> None:
    made = work.store.corrections.all().made
    if not made:
        print("nobody corrected anything")
    for one in made:
        print(f"{one.id}  {one.decided_at:%Y-%m-%d %H:%M} UTC  {one.by}  {told(one)}")


def _undo(work: "Workplace", word: str, who: Authority) -> None:
    number = int(word) if word.isdecimal() and len(word) < 19 else 0
    gone = work.store.corrections.take_back(number, who.at, who.by)
    if gone is None:
        message = f"there is no correction {word}; `buurtsignaal correct list` shows them"
        raise UsageError(message)
    print(f"taken back: {told(gone)}")


def told(made: Correction) -> str:
    """Return *made* as a sentence; no text of a post is in it."""
    signal = f"{made.week}, {len(made.threads)} threads of one signal"
    match made.kind:
        case CorrectionKind.TOGETHER:
            return f"{made.week}: {len(made.threads)} threads are one matter"
        case CorrectionKind.APART:
            rest = f"another matter than the {len(made.others)} others of their signal"
            what = "as many matters" if made.threads == made.others else rest
            return f"{made.week}: {len(made.threads)} threads are {what}"
        case CorrectionKind.CONTINUES:
            return f"{signal}: it continues {made.story_id}"
        case CorrectionKind.NOT_CONTINUES:
            return f"{signal}: it does not continue {made.story_id}"
        case CorrectionKind.DEPARTMENT:
            owner = "nobody we know of" if made.value == NOBODY else made.value
            return f"{made.story_id} is for {owner}, from {made.week} on"
        case CorrectionKind.ABOUT:
            word = "is" if made.value == YES else "is not"
            return f"{made.week}: post {made.post_id} {word} about the municipality"
