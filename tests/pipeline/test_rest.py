"""A host that asked for rest gets it from every source, also when the program starts anew."""

from pathlib import Path

from tests.pipeline.forks import ended
from tests.pipeline.sinks import Pages, mail_sink, web_server
from tests.pipeline.test_bad_sources import FEED, FEED_SOURCE, GOOD_SOURCE_AND_MAIL, RSS
from tests.pipeline.town import configuration

ALLOWED = {"BUURTSIGNAAL_ALLOW_PRIVATE": "yes"}
COLLECT = ("run", "collect", "--week", "2026-W46")


def test_the_rest_of_a_host_outlives_the_process(tmp_path: Path) -> None:
    pages = Pages({"/moe.xml": (429, "text/plain", b"3600"), "/ander.xml": (200, RSS, FEED)})
    with web_server(pages), mail_sink() as sink:

        def read(*names: str) -> str:
            feeds = [FEED_SOURCE.format(id=n, name=n, address=pages.address) for n in names]
            delivery = GOOD_SOURCE_AND_MAIL.format(port=sink.port)
            text = configuration(sources="".join(feeds), delivery=delivery)
            (tmp_path / "sources.toml").write_text(text, encoding="utf-8")
            done = ended(*COLLECT, folder=tmp_path, **ALLOWED)
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout + done.stderr

        read("moe")
        asked = len(pages.asked)
        assert "/moe.xml" in pages.asked
        read("moe", "ander")
        assert pages.asked[asked:] == []
