"""A WordPress news site on loopback, with a database of its own.

What is done there (articles, comments, edits, deletions) is done by WordPress itself, in a program
beside the server (``act_wordpress.php``), and what readers do by its public form.
"""

import json
import os
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode

from tests.real.servers.run import SERVERS, free_port, running

_CONFIG = """<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'wordpress');
define('DB_PASSWORD', '{password}');
define('DB_HOST', '127.0.0.1:{port_of_data}');
define('DB_CHARSET', 'utf8mb4');
define('WP_HOME', 'http://127.0.0.1:{port}');
define('WP_SITEURL', 'http://127.0.0.1:{port}');
define('WP_CONTENT_DIR', __DIR__ . '/wp-content');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('DISABLE_WP_CRON', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
_ROUTER = """<?php
$line = $_SERVER['REQUEST_METHOD'] . ' ' . $_SERVER['REQUEST_URI'] . PHP_EOL;
file_put_contents(__DIR__ . '/asked.log', $line, FILE_APPEND | LOCK_EX);
$file = __DIR__ . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (is_file($file)) return false;
$_SERVER['SCRIPT_NAME'] = '/index.php';
require __DIR__ . '/index.php';
"""
_ACTS = Path(__file__).parent / "act_wordpress.php"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPress:
    """A running site.

    Attributes:
        address: Where it is, without a slash at its end.
        site: Folder of its program.
    """

    address: str
    site: Path

    def act(self, what: str, **values: object) -> Any:  # noqa: ANN401 - whatever it answers
        """Have WordPress do *what*, a function of ``act_wordpress.php``, and return its answer."""
        done = subprocess.run(
            ["php", str(_ACTS), str(self.site), what],
            input=json.dumps(values), capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, f"{done.stderr}{done.stdout}"[-2000:]
        return json.loads(done.stdout)

    def say(self, post: int, text: str, author: str) -> int:
        """Comment on *post* by the form on its page, as a reader does; return the status."""
        mail = f"{author}@post.example"
        fields = {"comment_post_ID": post, "comment": text, "author": author, "email": mail}
        request = urllib.request.Request(  # noqa: S310 - our own loopback server
            f"{self.address}/wp-comments-post.php", data=urlencode(fields).encode()
        )
        try:
            with urllib.request.build_opener(_Stay()).open(request, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def asked(self) -> list[str]:
        """Return what was asked of the server since this was last asked, ``GET /…`` each."""
        log = self.site / "asked.log"
        lines = log.read_text("utf-8").splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return lines


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing: where the form sends to is a page without a theme."""

    def redirect_request(self, *_arguments: object) -> None:
        """Do not go there."""


@contextmanager
def wordpress(folder: Path) -> Iterator[WordPress]:
    """Start a new site without posts, on the clocks of Brussels; yield it."""
    program = SERVERS / "wordpress" / "usr" / "share" / "wordpress"
    missing = [name for name in ("php", "mariadbd") if _which(name) is None]
    missing += [] if program.exists() else ["wordpress"]
    assert not missing, f"{missing} missing; run tests/real/install.sh"
    site = folder / "site"
    shutil.copytree(program, site, symlinks=True)
    password, port = token_hex(), free_port()
    with _database(folder, password) as port_of_data:
        config = _CONFIG.format(port=port, password=password, port_of_data=port_of_data)
        (site / "wp-config.php").write_text(config)
        (site / "router.php").write_text(_ROUTER)
        (folder / "php").mkdir()
        # a changed file counts at once
        serve = [
            "php",
            "-d",
            "opcache.revalidate_freq=0",
            "-S",
            f"127.0.0.1:{port}",
            "-t",
            str(site),
            str(site / "router.php"),
        ]
        with running(serve, port, folder=folder / "php", PHP_CLI_SERVER_WORKERS="2") as address:
            found = WordPress(address=address, site=site)
            found.act("install")
            yield found


@contextmanager
def _database(folder: Path, password: str) -> Iterator[int]:
    """Start a database with an empty ``wordpress`` that *password* opens; yield its port."""
    data, first, me = folder / "data", folder / "first.sql", f"--user={getuser()}"
    made = subprocess.run(
        ["mariadb-install-db", "--no-defaults", me, f"--datadir={data}", "--skip-test-db"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert made.returncode == 0, f"{made.stdout}{made.stderr}"[-2000:]
    first.write_text(
        "CREATE DATABASE wordpress CHARACTER SET utf8mb4;\n"
        f"CREATE USER wordpress@127.0.0.1 IDENTIFIED BY '{password}';\n"
        "GRANT ALL ON wordpress.* TO wordpress@127.0.0.1;\n"
    )
    port = free_port()
    serve = [
        str(_which("mariadbd")), "--no-defaults", me, f"--datadir={data}", "--socket=here.sock",
        "--bind-address=127.0.0.1", f"--port={port}", f"--init-file={first}",
        "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0",
        "--innodb-buffer-pool-size=32M",
    ]  # fmt: skip
    (folder / "mariadb").mkdir()
    with running(serve, port, folder=folder / "mariadb"):
        yield port


def _which(name: str) -> str | None:
    """Return where the program *name* is; servers lie in ``sbin``."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
