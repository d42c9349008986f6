"""The program with all that a collecting process reads once: imported where it is forked from."""

import tempfile
from pathlib import Path

import jobs.cli.week
import jobs.collect.collectors.forums.nodebb
import jobs.schedule.chain
import jobs.wiring  # noqa: F401 - imported to be there
from jobs.collect.collectors.html_forum.pages import Select
from jobs.collect.collectors.registry import KINDS
from jobs.collect.fetch_wire import tls_context
from jobs.settings import load
from jobs.store import Store
from tests.collect.town import keep_one, make_raw
from tests.real.servers.run import ROOT

load(ROOT / "sources.toml", KINDS)
Select.model_validate({"row": ".topic", "post": ".post", "body": ".text"})
tls_context()
keep_one(make_raw("De lampen in de Molenstraat zijn weer uit"))
with tempfile.TemporaryDirectory() as _folder:
    Store.open(Path(_folder) / "town.db", "heidebeek", create=True).close()
