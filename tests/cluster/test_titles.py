"""What titles read like: each kind of failure that was seen, in the languages it can be seen in."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from jobs.language import LANGUAGES
from jobs.model import Post, Speaker
from tests.cluster.town import title_of_posts
from tests.make import make_post

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent.parent / "cases" / "cluster" / "titles.toml").read_text("utf-8")
)["case"]


def posts_of(case: dict[str, Any]) -> list[Post]:
    language = case["language"]
    told = case.get("told")
    first = (
        []
        if told is None
        else [
            make_post(
                told,
                thread=1,
                speaker=Speaker.MUNICIPALITY,
                voice=None,
                language=language,
            )
        ]
    )
    start = 1 + len(first)
    return first + [
        make_post(text, number=number, thread=1, voice=f"v{number}", language=language)
        for number, text in enumerate(case["posts"], start)
    ]


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{one['language']}: {one['kind'][:40]}" for one in CASES]
)
def test_a_title_reads_as_an_editor_would_write_it(case: dict[str, Any]) -> None:
    line = title_of_posts(*posts_of(case)).line

    if "line" in case:
        assert line == case["line"]
    for wrong in case.get("never", ()):
        assert wrong.lower() not in line.lower()


def test_every_language_has_cases() -> None:
    assert {one["language"] for one in CASES} == set(LANGUAGES)
