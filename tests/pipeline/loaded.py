"""The program with all that a collecting process reads once: imported where it is forked from."""

import tempfile
from pathlib import Path

import anyio

import jobs.cli.week
import jobs.collect.collectors.forums.nodebb
import jobs.schedule.chain
import jobs.wiring  # noqa: F401 - imported to be there
from jobs.collect.clean import soup_of
from jobs.collect.collectors.html_forum.pages import Select
from jobs.collect.collectors.kit.selectors import value
from jobs.collect.collectors.registry import KINDS
from jobs.collect.fetch_wire import tls_context
from jobs.language import LANGUAGES
from jobs.language.words import language_of
from jobs.settings import load
from jobs.store import Store
from tests.collect.town import keep_one, make_raw
from tests.real.servers.run import ROOT

load(ROOT / "sources.toml", KINDS)
Select.model_validate({"row": ".topic", "post": ".post", "body": ".text"})
value(soup_of("<p class=post>"), "p.post:not(a)@id")  # makes the expressions that selectors need
tls_context()
anyio.run(anyio.sleep, 0)  # loads what httpx waits with
for language in LANGUAGES:
    language_of(language)
keep_one(make_raw("De lampen in de Molenstraat zijn weer uit"))
with tempfile.TemporaryDirectory() as _folder:
    Store.open(Path(_folder) / "town.db", "heidebeek", create=True).close()
