"""Several threads and processes on one store: each piece of work goes to one of them."""

import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

from jobs.model import Delivery, Report
from jobs.store import Store
from tests.make import MONDAY, WEEK

CLAIMER = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
from jobs.store import Store

with Store.open(Path(sys.argv[1]), "heidebeek") as store:
    now = datetime.fromisoformat(sys.argv[2])
    while (mail := store.outbox.claim(now, timedelta(minutes=1))) is not None:
        print(mail.id)
"""


def make_store(path: Path, mails: int) -> Store:
    store = Store.open(path, "heidebeek", create=True)
    report = Report(
        week=WEEK,
        reader="wegen",
        language="nl",
        revision=1,
        subject="",
        text="",
        html="",
        pdf_path=None,
        pdf_sha256=None,
        pages=0,
    )
    store.reports.save(
        report,
        [
            Delivery(
                id=0,
                week=WEEK,
                reader="wegen",
                language="nl",
                revision=1,
                recipient=f"{number}@h.example",
                message_id=f"<{number}@h.example>",
                next_at=MONDAY,
            )
            for number in range(mails)
        ],
    )
    return store


def test_two_processes_never_claim_the_same_mail(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    make_store(path, 60).close()
    command = [sys.executable, "-c", CLAIMER, str(path), MONDAY.isoformat()]

    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    taken = [int(line) for one in both for line in one.communicate(timeout=60)[0].split()]

    assert [one.returncode for one in both] == [0, 0]
    assert sorted(taken) == list(range(1, 61))


def test_two_processes_may_make_the_same_store(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    making = f"""
from pathlib import Path
from jobs.store import Store
print(Store.open(Path({str(path)!r}), "heidebeek", create=True).meta.get("install_id"))
"""
    command = [sys.executable, "-c", making]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]

    made = {one.communicate(timeout=60)[0] for one in both}

    assert len(made) == 1


def test_threads_write_one_at_a_time_and_lose_nothing(tmp_path: Path) -> None:
    with make_store(tmp_path / "store.db", 0) as store:

        def count() -> None:
            for _ in range(25):
                with store.transaction():
                    store.meta.put("n", str(int(store.meta.get("n") or "0") + 1))

        threads = [threading.Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert store.meta.get("n") == "100"


def test_a_thread_does_not_see_what_another_has_not_finished(tmp_path: Path) -> None:
    with make_store(tmp_path / "store.db", 0) as store:
        seen: list[str | None] = []
        with store.transaction():
            store.meta.put("n", "1")
            other = threading.Thread(target=lambda: seen.append(store.meta.get("n")))
            other.start()
            other.join()

        assert seen == [None]
        assert store.outbox.claim(MONDAY, timedelta(minutes=1)) is None
