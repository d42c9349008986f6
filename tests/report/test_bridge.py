"""From the figures of the flowchart to those of the pages before it."""

import re
import shutil
from pathlib import Path

from jobs.language import LANGUAGES
from jobs.model import LEAD, Action, Week
from jobs.report.bridge import bridged
from jobs.report.desk import Desk, Pen
from jobs.report.flow import ladders_of
from jobs.report.job import desk_of
from jobs.report.matters import matters_of
from jobs.wiring import open_workplace
from tests.conftest import Demo
from tests.report.scenes import rich_desk, words


def figures(desk: Desk, language: str) -> tuple[list[int], list[int]]:
    """Return the figures that are added under the ladder of the whole and that of single posts."""
    pen = Pen(desk=desk, reader=LEAD, words=words(language))
    assert desk.policy is not None
    bare = ladders_of(desk.policy, pen.words, desk.advices)
    whole, posts = (
        list(map(int, re.findall(r"\d+", made.caption.removeprefix(plain.caption))))
        for made, plain in zip(bridged(pen, bare), bare, strict=True)
    )
    return whole, posts


def test_the_figures_of_the_flowchart_lead_to_those_of_the_pages(
    demo: Demo, tmp_path: Path
) -> None:
    folder = shutil.copytree(demo.folder, tmp_path / "demo")
    with open_workplace(folder / "sources.toml") as work:
        desk = desk_of(work.store, work.settings, Week(2026, 46), work.key, close=False)
    asked = [
        one for one in desk.advices if one.action is Action.CHECK_FIRST and one.post_id is not None
    ]
    page_one = matters_of(Pen(desk=desk, reader=LEAD, words=words()))[Action.MONITOR]

    for language in LANGUAGES:
        (followed, left, moved), posts = figures(desk, language)
        assert left == len(page_one)
        assert followed == left + moved > left
        assert sum(posts) == len(asked) > 0


def test_where_both_count_the_same_nothing_is_added() -> None:
    assert figures(rich_desk(), "nl") == ([], [])
