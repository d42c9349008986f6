"""Words typed in, one verb run, exit code out; the one seam where our errors become messages.

A verb is a function in a module of its own here. Its module is imported when the verb is used, not
before, so that ``--help`` stays under 300 ms: our vocabulary alone takes 100.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Final, Protocol

import typer
from typer.core import TyperCommand, TyperGroup

from jobs.errors import BuurtsignaalError


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: what is typed, the module and function behind it, and its line in ``--help``."""

    name: str
    function: str
    line: str


VERBS: Final = (
    Verb("init", "jobs.cli.init:init", "Write a commented sources.toml; asks five questions."),
    Verb("check", "jobs.cli.check:check", "Show every mistake in sources.toml, or what is next."),
    Verb("places", "jobs.cli.places:places", "Take your streets out of a public address register."),
    Verb("week", "jobs.cli.week:week", "Run the whole chain of one week, once: collect to mail."),
    Verb("run", "jobs.cli.week:run", "Run one stage for one week, also when it was done before."),
    Verb("serve", "jobs.cli.serve:serve", "Run as a service; SIGTERM leaves cleanly."),
    Verb("capture", "jobs.cli.capture:capture", "Store one post of a closed group, by hand."),
    Verb("status", "jobs.cli.status:status", "Show sources, runs and mails."),
    Verb("source", "jobs.cli.source:source", "Show, try, find sources; or how each one stands."),
    Verb("correct", "jobs.cli.correct:correct", "Say what was judged wrongly; kept and obeyed."),
    Verb("moderation", "jobs.cli.moderation:moderation", "Log why a post was hidden or removed."),
    Verb("preview", "jobs.cli.preview:preview", "Write a week's reports and mails; send none."),
    Verb("feedback", "jobs.cli.feedback:feedback", "Show or read what departments answered."),
    Verb("approve", "jobs.cli.approve:approve", "Let the reports of a week go, once seen."),
    Verb("mail", "jobs.cli.mail:mail", "Show mails that are under way; send, again, or give up."),
    Verb("why", "jobs.cli.why:why", "Explain one post, signal or story: every number, in words."),
    Verb("policy", "jobs.cli.policy:policy", "Show, draw or explain when the policy answers."),
    Verb("faq", "jobs.cli.faq:faq", "Print questions the FAQ lacks, as entries to complete."),
    Verb("export", "jobs.cli.export:export", "Write the signals or mentions of one week."),
    Verb("evaluate", "jobs.cli.evaluate:evaluate", "Score the analysis on labelled posts."),
    Verb("demo", "jobs.cli.demo:demo", "Make the reports of an invented town, mails included."),
)
"""Every verb, in the order that ``--help`` shows; a new one is one line here.

A test imports each and looks for a docstring, so that a line that leads nowhere is found.
"""


class Formatter(Protocol):
    """What writes the help text."""

    def section(self, name: str) -> AbstractContextManager[None]:
        """Begin a part of the help under the title *name*."""
        ...

    def write_dl(self, rows: Sequence[tuple[str, str]]) -> None:
        """Write two columns."""
        ...


class Verbs(TyperGroup):
    """The verbs, each imported when it is asked for."""

    def get_command(self, ctx: object, cmd_name: str) -> TyperCommand | None:
        """Import the verb called *cmd_name*; None when there is none."""
        del ctx
        verb = next((verb for verb in VERBS if verb.name == cmd_name), None)
        return None if verb is None else _load(verb)

    def format_commands(self, ctx: object, formatter: Formatter) -> None:
        """Write the list of verbs without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(verb.name, verb.line) for verb in VERBS])


app = typer.Typer(
    name="buurtsignaal",
    cls=Verbs,
    no_args_is_help=True,
    rich_markup_mode=None,  # importing rich for the help alone takes 100 ms
    pretty_exceptions_enable=False,  # a pretty traceback would print values, and those may be posts
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _verb in VERBS:
    app.command(_verb.name)(lambda: None)  # its name, for suggestions and completion


def _load(verb: Verb) -> TyperCommand:
    module, _, name = verb.function.partition(":")
    single = typer.Typer(rich_markup_mode=None, add_completion=False)
    single.command(verb.name)(getattr(import_module(module), name))
    command = typer.main.get_command(single)
    assert isinstance(command, TyperCommand)  # noqa: S101 - one function is no group
    return command


def show_version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it with the option's value
    """Print the version and stop, when *wanted*."""
    from importlib.metadata import PackageNotFoundError, version

    if not wanted:
        return
    try:
        print(f"buurtsignaal {version('buurtsignaal')}")
    except PackageNotFoundError:
        print("buurtsignaal, from a folder that was not installed")
    raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=show_version, is_eager=True, help="show the version"),
    ] = False,
) -> None:
    """Turn the public talk about a municipality into a short weekly report per department."""
    del version  # its callback did the work


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the words typed, or *arguments*; end with 0, or with the exit code of what went wrong.

    1 failed, 2 called wrongly, 4 mistakes in sources.toml, 75 try again later, 130 interrupted (by
    Typer itself).
    """
    os.putenv("OPENBLAS_NUM_THREADS", "1")  # before numpy: see `jobs.cluster.compare.products`
    try:
        app(arguments)
    except BuurtsignaalError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
