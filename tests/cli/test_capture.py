"""``capture``: one post by hand, masked before it is shown, stored without its author."""

import json
from dataclasses import replace
from io import BytesIO, TextIOWrapper
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from jobs import clock
from jobs.collect.collectors.capture import provenances
from jobs.model import Cursor, Post, SourceId, Week
from jobs.store import Store
from tests.cli.conftest import Said, Type
from tests.make import WEEK

FILE = """
[municipality]
name = "Heidebeek"
streets = ["Molenstraat"]

[[source]]
id = "buren"
name = "Buren van Klein-Heide"
kind = "capture"
owner = "community"
access = "captured"
platform = "facebook-group"
purpose = "weten wat er leeft"
legal_basis = "taak van algemeen belang"
roles = ["communicatie", "wijkwerking"]

[[department]]
id = "groen"
name = "Groen"
about = "bomen en parken"
recipients = ["groen@heidebeek.example"]

[delivery]
sender = "signaal@heidebeek.example"
lead = ["lead@heidebeek.example"]
"""
TEXT = "De lampen in de Molenstraat zijn weer uit, zegt 0470 12 34 56, a < b & c"
WORDS = ("--group", "buren", "--role", "communicatie", "--date", "2026-11-12")


class Town:
    """A folder with one closed group, typed at."""

    def __init__(self, folder: Path, typed: Type, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.config = folder / "sources.toml"
        self.config.write_text(FILE, "utf-8")
        self._typed = typed
        self._patch = patch

    def say(self, *words: str) -> Said:
        """Type *words* after ``buurtsignaal capture``."""
        return self._typed("capture", *words, "--config", self.config)

    def pipe(self, given: bytes, *words: str) -> Said:
        """Say the same with *given* on its standard input."""
        with self._patch.context() as patch:
            patch.setattr("sys.stdin", TextIOWrapper(BytesIO(given), encoding="utf-8"))
            return self.say(*words)

    def posts(self) -> list[Post]:
        """Return what is stored."""
        with Store.open(self.folder / "data" / "municipality.sqlite", "municipality") as store:
            status = store.sources.get(SourceId("buren"))
            made = provenances(status.cursor) if status else {}
            return list(store.posts.by_id(made).values())


@pytest.fixture
def town(tmp_path: Path, typed: Type, monkeypatch: pytest.MonkeyPatch) -> Town:
    return Town(tmp_path, typed, monkeypatch)


def test_a_post_is_shown_masked_and_stored_without_author(town: Town) -> None:
    said = town.say(*WORDS, "--text", TEXT, "--yes")
    (post,) = town.posts()

    assert said.code == 0, said.err
    shown = said.out.decode()
    assert "0470" not in shown
    assert "Buren van Klein-Heide" in shown
    assert "masked  phone" in shown
    assert f"stored as {post.id}" in shown
    assert "a < b & c" in post.text
    assert "0470" not in post.text
    assert (post.voice, post.parent_id, post.source_id) == (None, None, "buren")
    assert f"{post.posted_at:%Y-%m-%d}" == "2026-11-12"


@pytest.mark.parametrize(
    "head",
    [
        "Jef Zonnebloem schreef: ",
        "Jef Zonnebloem schreef gisteren: ",
        "Jef Zonnebloem wrote: ",
        "Jef Zonnebloem a écrit : ",
        "Jef Zonnebloem\n3 u ·\n",
        "Jef Zonnebloem\nGisteren om 14:03\n",
    ],
)
def test_the_name_above_what_was_copied_is_lost_and_also_where_it_comes_back(
    town: Town, head: str
) -> None:
    town.say(*WORDS, "--text", f"{head}De lampen zijn uit.\nGroet, Jef Zonnebloem", "--yes")
    (post,) = town.posts()

    assert "zonnebloem" not in post.text.lower()
    assert "De lampen zijn uit." in post.text


def test_who_captured_is_kept_by_role_and_listed_without_text(town: Town) -> None:
    assert town.say("--list").code == 1
    town.say(*WORDS, "--text", TEXT, "--yes")
    (post,) = town.posts()
    listed = town.say("--list").out.decode()

    assert f"communicatie  Buren van Klein-Heide  {post.id[:12]}" in listed
    assert "lampen" not in listed


def test_the_same_post_twice_is_one(town: Town) -> None:
    town.say(*WORDS, "--text", TEXT, "--yes")
    again = town.say(*WORDS, "--text", f"  {TEXT}\n", "--yes")

    assert "was stored before" in again.out.decode()
    assert len(town.posts()) == 1
    with Store.open(town.folder / "data" / "municipality.sqlite", "municipality") as store:
        week = Week.of(clock.now(), ZoneInfo("Europe/Brussels"))
        gave = store.sources.readings(week)[SourceId("buren")]
    assert (gave.done, gave.new, gave.changed) == (2, 1, 0)


def test_a_post_with_an_address_is_known_by_it(town: Town) -> None:
    url = "https://www.facebook.example/groups/1/posts/2"
    town.say(*WORDS, "--text", TEXT, "--url", url, "--yes")
    town.say(*WORDS, "--text", "De lampen branden weer", "--url", url, "--yes")
    (post,) = town.posts()

    assert post.url == url
    assert post.text == "De lampen branden weer"


def test_an_erased_post_stays_erased(town: Town) -> None:
    town.say(*WORDS, "--text", TEXT, "--yes")
    (post,) = town.posts()
    with Store.open(town.folder / "data" / "municipality.sqlite", "municipality") as store:
        store.posts.erase([post.id], post.collected_at)
    again = town.say(*WORDS, "--text", TEXT, "--yes")

    assert [one.text for one in town.posts()] == [""]
    assert "was stored" in again.out.decode()


def test_nothing_is_stored_without_a_yes(town: Town) -> None:
    refused = town.pipe(b"n\n", *WORDS, "--text", TEXT)
    assert "nothing was stored" in refused.out.decode()
    assert town.posts() == []
    assert town.say("--list").out.decode() == "nobody captured anything\n"

    assert "stored as" in town.pipe(b"y\n", *WORDS, "--text", TEXT).out.decode()
    assert len(town.posts()) == 1


def test_text_from_a_pipe_is_shown_and_stored_with_yes_only(town: Town) -> None:
    said = town.pipe(TEXT.encode(), *WORDS)
    assert said.code == 2
    assert "--yes" in said.err
    assert "De lampen" in said.out.decode()

    assert town.pipe(TEXT.encode(), *WORDS, "--yes").code == 0
    assert len(town.posts()) == 1


def test_text_from_a_pipe_may_be_of_any_charset(town: Town) -> None:
    assert town.pipe("Café dicht, 10 € weg".encode("cp1252"), *WORDS, "--yes").code == 0

    assert [post.text for post in town.posts()] == ["Café dicht, 10 € weg"]


def test_what_was_posted_today_is_not_in_the_future(town: Town) -> None:
    today = f"{clock.now():%Y-%m-%d}"
    town.say(*WORDS[:4], "--date", today, "--text", TEXT, "--yes")
    (post,) = town.posts()

    assert post.posted_at <= post.collected_at


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("--group", "elders", "--role", "communicatie"), "sources.toml has buren"),
        (("--group", "buren", "--role", "Piet Peeters"), "has communicatie, wijkwerking"),
        (("--group", "buren"), "has communicatie, wijkwerking"),
        ((), "sources.toml has buren"),
        ((*WORDS[:4], "--date", "2099-01-01"), "a day that has been"),
        ((*WORDS[:4], "--date", "ooit"), "a day that has been"),
        ((*WORDS, "--text", "  "), "no text to store"),
        ((*WORDS, "--text", "Jef Zonnebloem schreef: "), "no text to store"),
    ],
)
def test_what_cannot_be_captured_is_said_with_the_next_step(
    town: Town, words: tuple[str, ...], advice: str
) -> None:
    said = town.say("--text", TEXT, *words, "--yes")

    assert said.code == 2
    assert advice in said.err
    assert "Zonnebloem" not in said.err


def test_a_group_goes_by_its_name_too(town: Town) -> None:
    words = ("--group", "buren van klein-heide", *WORDS[2:])
    assert town.say(*words, "--text", TEXT, "--yes").code == 0


def test_a_source_that_is_filled_by_hand_says_so(town: Town, typed: Type) -> None:
    town.config.write_text(FILE.replace('access = "captured"', 'access = "open"'), "utf-8")
    said = typed("check", "--config", town.config)

    assert said.code == 4
    assert 'copied by hand; write access = "captured"' in said.err


@pytest.mark.parametrize("role", ["piet@heidebeek.example", "0470", ""])
def test_a_role_is_no_name_number_or_address(town: Town, typed: Type, role: str) -> None:
    town.config.write_text(FILE.replace('"wijkwerking"', f'"{role}"'), "utf-8")
    assert typed("check", "--config", town.config).code == 4


def test_the_reading_of_sources_changes_nothing_of_what_was_captured(
    town: Town, typed: Type
) -> None:
    town.say(*WORDS, "--text", TEXT, "--yes")
    done = typed("run", "collect", "--week", "2026-W46", "--config", town.config)

    assert done.code == 0, done.err
    assert len(town.posts()) == 1


def why(town: Town, typed: Type) -> Said:
    """Ask why of the one post that was captured."""
    (post,) = town.posts()
    return typed("why", post.id, "--config", town.config)


def test_why_tells_who_captured_in_which_role_where_and_by_whose_leave(
    town: Town, typed: Type
) -> None:
    consent = "akkoord van de beheerders, dossier 118"
    town.config.write_text(FILE.replace("[[dep", f'consent = "{consent}"\n\n[[dep', 1), "utf-8")
    town.say(*WORDS, "--text", "Jef Zonnebloem schreef: De lampen zijn uit", "--yes")
    told = why(town, typed).out.decode()

    assert f"captured:\n  on {clock.now():%Y-%m-%d}, in the role communicatie\n" in told
    assert "in the group Buren van Klein-Heide" in told
    assert f"consent of the admins: {consent} (as sources.toml has it now)" in told
    assert "its author is not kept" in told
    assert "zonnebloem" not in told.lower()


def test_why_says_what_of_a_capture_is_not_known(town: Town, typed: Type) -> None:
    town.say(*WORDS, "--text", TEXT, "--yes")
    assert "not written down; add consent to its [[source]]" in why(town, typed).out.decode()

    with Store.open(town.folder / "data" / "municipality.sqlite", "municipality") as store:
        status = store.sources.get(SourceId("buren"))
        assert status is not None
        (post,) = town.posts()
        store.sources.put(replace(status, cursor=Cursor.start()))
    told = typed("why", post.id, "--json", "--config", town.config).out.decode()
    assert json.loads(told)["captured"]["role"] is None
    assert "in which role and on which day is not remembered" in told


def test_why_says_nothing_of_a_capture_of_what_was_read(demo_copy: Path, typed: Type) -> None:
    config = demo_copy / "sources.toml"
    with Store.open(demo_copy / "data" / "heidebeek.sqlite", "heidebeek") as store:
        forum = next(
            post
            for post in store.posts.between(*WEEK.bounds(ZoneInfo("Europe/Brussels")))
            if post.source_id == "forum-heidebeek"
        )
    assert "captured:" not in typed("why", forum.id, "--config", config).out.decode()
