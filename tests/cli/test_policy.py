"""``buurtsignaal policy``: shown in words, drawn, and explained for one signal or post."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobs.advise.vocabulary import FACTS
from jobs.language import LANGUAGES
from jobs.language.wording import load_wording
from jobs.model import Advice, Subject
from jobs.wiring import Workplace, open_workplace
from tests.advise.town import shipped_policy
from tests.cli.conftest import Type
from tests.conftest import Demo
from tests.make import WEEK

OWN = """
version = 7
name = "Heidebeek"
remove = ["yes-no"]
[[rule]]
name = "veel-stemmen"
before = "complaint"
when = { voices = { min = 25 } }
then = "publish"
who = "lead"
where = "own_page"
why = { nl = "Zo sprak het college af." }
"""


@pytest.fixture
def config(demo: Demo) -> Path:
    return demo.folder / "sources.toml"


@pytest.fixture
def own_config(demo_copy: Path) -> Path:
    """Return a sources.toml that names a policy file of the municipality's own."""
    path = demo_copy / "sources.toml"
    text = path.read_text("utf-8").replace("[policy]\n", '[policy]\nfile = "policy.toml"\n')
    path.write_text(text, "utf-8")
    (demo_copy / "policy.toml").write_text(OWN, "utf-8")
    return path


@pytest.fixture(scope="module")
def work(demo: Demo) -> Iterator[Workplace]:
    with open_workplace(demo.folder / "sources.toml", create=False) as opened:
        yield opened


def advices(work: Workplace, *, of_posts: bool) -> list[Advice]:
    told = work.store.advices.of_week(WEEK)
    return [one for one in told if (one.post_id is not None) is of_posts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_show_tells_every_rule_in_words(typed: Type, config: Path, language: str) -> None:
    said = typed("policy", "show", "--language", language, "--config", config)
    text, words = said.out.decode(), load_wording(language)

    assert said.code == 0
    for rule in shipped_policy().rules:
        assert f"({rule.name})" in text
        assert words.say(f"rule.{rule.name}.why") in text
    assert words.say("checklist.title") in text
    assert text.splitlines()[0] == words.say("policy.in_force")
    assert words.say("policy.own") not in text


def test_show_marks_what_is_the_municipality_s_own(typed: Type, own_config: Path) -> None:
    text = typed("policy", "show", "--config", own_config).out.decode()

    assert "Beleid: Heidebeek, versie 7" in text
    assert "Veel stemmen (veel-stemmen)  * eigen regel" in text
    assert "Als: stemmen: minstens 25" in text
    assert "Waarom: Zo sprak het college af." in text
    assert "Meegeleverde regels die hier niet gelden: yes-no." in text


def test_check_names_the_policy(typed: Type, own_config: Path) -> None:
    said = typed("check", "--config", own_config)

    assert (said.code, said.err) == (0, "")
    assert "Policy: Heidebeek, version 7: 41 rules, 1 your own" in said.out.decode()


def test_show_for_a_program(typed: Type, own_config: Path) -> None:
    told = json.loads(typed("policy", "show", "--json", "--config", own_config).out)
    rules = told["signal_rules"]["rules"]

    assert (told["policy"], told["version"]["version"]) == ("Heidebeek", 7)
    assert told["version"]["removed"] == ["yes-no"]
    assert [rule["name"] for rule in rules if rule["own"]] == ["veel-stemmen"]
    assert rules[0]["when"] == [{"fact": "shown", "values": [False]}]
    assert {"fact": "voices", "min": 25.0, "max": None} in [
        one for rule in rules for one in rule["when"]
    ]
    assert told["speak"]["closed"] == "own_page"


def test_draw_writes_a_file_or_to_the_output(typed: Type, config: Path, tmp_path: Path) -> None:
    target = tmp_path / "policy.svg"
    shown = typed("policy", "draw", "--config", config)
    written = typed("policy", "draw", "--out", target, "--config", config)

    assert shown.out.startswith(b"<svg")
    assert target.read_bytes() == shown.out
    assert written.out.decode() == f"{target} is written\n"


def test_draw_with_a_week_has_its_counts(typed: Type, config: Path, work: Workplace) -> None:
    drawn = typed("policy", "draw", "--week", str(WEEK), "-l", "en", "--config", config)
    text = drawn.out.decode()

    assert f">{len(advices(work, of_posts=False))} subjects<" in text
    assert "week 46 (9–15 November 2026)" in text


def test_draw_of_a_week_without_advice_says_what_to_do(typed: Type, config: Path) -> None:
    said = typed("policy", "draw", "--week", "2026-W30", "--config", config)

    assert said.code == 2
    assert "run `buurtsignaal run advise --week 2026-W30`" in said.err


def test_a_drawing_that_cannot_be_written_is_an_error(typed: Type, config: Path) -> None:
    said = typed("policy", "draw", "--out", "/nonexistent/policy.svg", "--config", config)

    assert said.code == 2
    assert "choose another --out" in said.err


def test_explain_tells_every_fact_and_every_rule_tried(
    typed: Type, config: Path, work: Workplace
) -> None:
    """The rule that decides now is the one in the report."""
    told = advices(work, of_posts=False)
    rules = {one.rule: one for one in told}  # one signal of each rule that decided
    assert len(rules) > 5
    for one in rules.values():
        told = json.loads(
            typed("policy", "explain", one.signal_id, "--json", "--config", config).out
        )
        tried = told["rules"]["tried"]

        assert told["signal"] == one.signal_id
        assert set(told["facts"]) == {
            *(name for name, kind in FACTS.items() if Subject.SIGNAL in kind.of),
            "words",
        }
        assert [row["rule"] for row in tried] == [*one.tried, one.rule]
        assert [row["decides"] for row in tried] == [False] * len(one.tried) + [True]
        assert all("failed_on" in row for row in tried[:-1])
        assert told["advice"]["rule"] == one.rule
        assert told["advice"]["in_report"] == {"action": one.action, "rule": one.rule}


def test_explain_gives_evidence_with_links_and_how_sure_it_is(
    typed: Type, config: Path, work: Workplace
) -> None:
    one = next(a for a in advices(work, of_posts=False) if a.rule == "question")
    said = typed("policy", "explain", one.signal_id, "--config", config).out.decode()
    told = json.loads(typed("policy", "explain", one.signal_id, "--json", "--config", config).out)
    asked = told["facts"]["open_questions"]

    assert asked["value"] == len(asked["posts"]) > 0
    assert 0 < asked["confidence"] < 1
    named = {row["post"]: row["url"] for row in told["posts"]["posts"]}
    assert set(asked["posts"]) <= set(named)
    assert all(str(named[post]).startswith("https://") for post in asked["posts"])
    assert "In het rapport staat hetzelfde." in said
    assert "Voor u antwoordt:" in said
    assert "(question) – past, en beslist" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_explain_of_a_post_in_every_language(
    typed: Type, config: Path, work: Workplace, language: str
) -> None:
    one = advices(work, of_posts=True)[0]
    said = typed("policy", "explain", str(one.post_id), "-l", language, "--config", config)
    text, words = said.out.decode(), load_wording(language)

    assert said.code == 0
    assert text.startswith(str(one.post_id))
    assert f"({one.rule}) – {words.say('decision.decides')}" in text
    assert words.say("decision.same") in text


def test_explain_of_a_post_without_advice_of_its_own(
    typed: Type, config: Path, work: Workplace
) -> None:
    told = {one.post_id for one in advices(work, of_posts=True)}
    signal = next(one for one in work.store.signals.of_week(WEEK) if set(one.posts) - told)
    calm = [post for post in signal.posts if post not in told and post not in signal.open_questions]
    said = typed("policy", "explain", calm[0], "--config", config).out.decode()

    assert "Geen regel past" in said
    assert "beslist" not in said.split("Het advies:")[0].split("volgorde:")[1]


def test_explain_of_a_story_takes_its_newest_week_or_the_one_asked(
    typed: Type, config: Path, work: Workplace
) -> None:
    story = next(one for one in work.store.signals.stories() if len(one.signals) > 1)
    newest = typed("policy", "explain", story.id, "--config", config).out.decode()
    first = typed(
        "policy", "explain", story.id, "--week", str(story.first_week), "--config", config
    ).out.decode()
    silent = typed("policy", "explain", story.id, "--week", "2026-W30", "--config", config)

    assert newest.splitlines()[0] == story.signals[-1]
    assert first.splitlines()[0] == story.signals[0]
    assert silent.code == 2
    assert "is in no signal of that week" in silent.err


def test_explain_says_when_the_report_said_something_else(typed: Type, own_config: Path) -> None:
    with open_workplace(own_config, create=False) as work:
        one = next(a for a in advices(work, of_posts=False) if a.rule == "question")
    text = OWN.replace("{ voices = { min = 25 } }", "{ voices = { min = 1 } }")
    text = text.replace('before = "complaint"', 'before = "danger"')
    (own_config.parent / "policy.toml").write_text(text, "utf-8")
    said = typed("policy", "explain", one.signal_id, "--config", own_config).out.decode()

    assert "(veel-stemmen) * eigen regel – past, en beslist" in said
    assert "Zo sprak het college af." in said
    assert "volgens de regel open vraag" in said


def test_a_post_that_was_not_judged_cannot_be_explained(typed: Type, demo_copy: Path) -> None:
    config = demo_copy / "sources.toml"
    with open_workplace(config, create=False) as work:
        post = work.store.signals.of_week(WEEK)[0].posts[0]
        work.store.judgements.put_mentions(WEEK, [])
    said = typed("policy", "explain", post, "--config", config)

    assert said.code == 2
    assert "was not judged" in said.err


@pytest.mark.parametrize(
    ("typed_words", "told"),
    [
        (("explain",), "name what to explain"),
        (("show", "2026-W46-x"), "takes no '2026-W46-x'"),
        (("show", "--out", "x.svg"), "takes no --out"),
        (("show", "--week", "2026-W46"), "takes no --week"),
        (("draw", "--json"), "takes no --json"),
    ],
)
def test_words_that_an_act_does_nothing_with_are_refused(
    typed: Type, config: Path, typed_words: tuple[str, ...], told: str
) -> None:
    said = typed("policy", *typed_words, "--config", config)

    assert said.code == 2
    assert told in said.err


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('before = "complain"', "policy.toml:7: rule[0].before: 'complain' is not another rule; "),
        ("when = { voises = { min = 25 } }", "rule[0].when.voises: 'voises' is not a fact; "),
        ('then = "publsih"', "rule[0].then: 'publsih' is not an action; "),
    ],
)
@pytest.mark.parametrize("verb", [("check",), ("policy", "show"), ("policy", "draw")])
def test_an_unknown_name_is_told_with_its_line(
    typed: Type, own_config: Path, verb: tuple[str, ...], wrong: str, told: str
) -> None:
    """A rule, a fact or an outcome: file, line, "did you mean", exit code 4."""
    path = own_config.parent / "policy.toml"
    key = wrong.split(" = ", maxsplit=1)[0]
    lines = [wrong if line.startswith(f"{key} = ") else line for line in OWN.splitlines()]
    path.write_text("\n".join(lines), "utf-8")
    said = typed(*verb, "--config", own_config)

    assert said.code == 4
    assert said.err.startswith("policy.toml:")
    assert told in said.err
    assert "did you mean" in said.err
