"""Vectors of threads in, the groups that other ways of grouping make of them out.

    .cache/bench/peers/bin/python tests/bench/peers.py FOLDER

FOLDER holds ``tasks.json``, a list of ``{"words": [text, …], "rounds": 3, "tries": 15}``, and for
each of them ``0.npz``, ``1.npz``, …: unit vectors, one row a text, in order of time.
``groups.json`` is written beside them: by way, by setting, a list of
``{"labels": [group, …], "seconds": CPU}``, one a task, or null: of each way only so many settings
as its ``tries`` say are tried on a task.

Run in an environment of its own (install.sh), without a network, on one thread.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.cluster import HDBSCAN
from sklearn.decomposition import NMF

Setting = dict[str, Any]
Way = Callable[..., list[int]]
SEED: Final = 1
SMALL: Final = 12
"""With fewer threads BERTopic throws them together; it scores better when each stays alone."""

MOST_TOPICS: Final = 60
"""Of NMF: its time grows with their square, and the demo town has no more matters a week."""
ENOUGH: Final = 0.5
"""Seconds after which a way is not timed once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    """The threads of one week.

    Attributes:
        rows: Unit vectors, one a thread, in order of time.
        words: The words of each, for what reads them itself.
    """

    rows: sparse.csr_matrix
    words: Sequence[str]

    @property
    def alike(self) -> NDArray[np.float64]:
        """The cosine of every two threads."""
        found: NDArray[np.float64] = (self.rows @ self.rows.T).toarray()
        return found

    def __len__(self) -> int:
        return len(self.words)


def bertopic(threads: Threads, *, near: int, dims: int, pick: str) -> list[int]:
    """BERTopic (UMAP, HDBSCAN, c-TF-IDF) with the vectors in place of embeddings.

    A matter may have two threads; the ten documents that BERTopic asks for by default leave
    nearly every thread an outlier.
    """
    if len(threads) < SMALL:
        return [-1] * len(threads)
    reduce = import_module("umap").UMAP(
        n_neighbors=near, n_components=dims, min_dist=0.0, metric="cosine", random_state=SEED,
        init="spectral" if len(threads) > dims + 2 else "random", n_jobs=1,
    )  # fmt: skip
    model = import_module("bertopic").BERTopic(
        umap_model=reduce,
        hdbscan_model=HDBSCAN(min_cluster_size=2, cluster_selection_method=pick, copy=True),
    )
    topics, _ = model.fit_transform(list(threads.words), embeddings=threads.rows)
    return [int(topic) for topic in topics]


def hdbscan(threads: Threads, *, least: int, near: int, pick: str) -> list[int]:
    """HDBSCAN on the cosine distance."""
    if len(threads) <= least:
        return [-1] * len(threads)
    apart = np.clip(1.0 - threads.alike, 0.0, None)
    model = HDBSCAN(min_cluster_size=least, min_samples=near, cluster_selection_method=pick,
                    metric="precomputed", copy=True)  # fmt: skip
    return [int(label) for label in model.fit_predict(apart)]


def first_story(threads: Threads, *, least: float) -> list[int]:
    """First story detection: each thread joins that of its nearest earlier one, or starts one."""
    alike = threads.alike
    labels: list[int] = []
    for place in range(len(threads)):
        best = int(alike[place, :place].argmax()) if place else 0
        joins = place and alike[place, best] >= least
        labels.append(labels[best] if joins else place)
    return labels


def leiden(threads: Threads, *, least: float, resolution: float) -> list[int]:
    """Leiden, by modularity, on the graph of threads that are alike enough."""
    alike = np.triu(threads.alike, 1)
    one, other = np.nonzero(alike >= least)
    graph = import_module("igraph").Graph(
        n=len(threads), edges=list(zip(one.tolist(), other.tolist(), strict=True))
    )
    found = import_module("leidenalg")
    parts = found.find_partition(
        graph, found.RBConfigurationVertexPartition, weights=alike[one, other].tolist(),
        resolution_parameter=resolution, seed=SEED,
    )  # fmt: skip
    return [int(label) for label in parts.membership]


def nmf(threads: Threads, *, share: float) -> list[int]:
    """NMF with as many topics as a *share* of the threads; each thread to its strongest."""
    size = min(max(1, round(share * len(threads))), MOST_TOPICS, *threads.rows.shape)
    model = NMF(n_components=size, init="nndsvd", random_state=SEED, max_iter=200)
    return [int(topic) for topic in model.fit_transform(threads.rows).argmax(axis=1)]


def average_link(threads: Threads, *, cut: float) -> list[int]:
    """Average link on the cosine, while the mean likeness is at least *cut*."""
    if len(threads) < 2:
        return [0] * len(threads)
    apart = np.clip(1.0 - threads.alike, 0.0, None)
    np.fill_diagonal(apart, 0.0)
    tree = linkage(squareform(apart, checks=False), "average")
    return [int(label) for label in fcluster(tree, 1.0 - cut, "distance")]


def grid(**values: tuple[Any, ...]) -> tuple[Setting, ...]:
    """Return every combination of *values*."""
    return tuple(dict(zip(values, chosen, strict=True)) for chosen in product(*values.values()))


WAYS: Final[dict[str, tuple[Way, tuple[Setting, ...]]]] = {
    "BERTopic": (
        bertopic,
        (
            {"near": 2, "dims": 2, "pick": "eom"},
            {"near": 5, "dims": 2, "pick": "leaf"},
            {"near": 10, "dims": 5, "pick": "eom"},
            {"near": 10, "dims": 20, "pick": "leaf"},
        ),
    ),
    "HDBSCAN": (hdbscan, grid(least=(2, 3), near=(1, 2), pick=("eom", "leaf"))),
    "FSD (1-NN)": (first_story, grid(least=(0.12, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3, 0.4))),
    "Leiden": (leiden, grid(least=(0.12, 0.04, 0.08, 0.16, 0.3), resolution=(1.0, 2.0, 4.0))),
    "NMF": (nmf, grid(share=(0.75, 0.5, 0.9))),
    "average link": (average_link, grid(cut=(0.12, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3))),
}
"""Every way, with the settings that are tried; the caller takes the best of them. First stands what
was best for the demo town. BERTopic's four are the best of 64 in a search by hand, and its defaults
but for the size of a topic."""


def alone(labels: list[int]) -> list[int]:
    """Return *labels* with each outlier (-1) in a group of its own, which scores best."""
    return [-2 - place if label == -1 else label for place, label in enumerate(labels)]


def measured(way: Way, choice: Setting, threads: Threads, rounds: int) -> dict[str, Any]:
    """Return what *way* finds with *choice*, and the least CPU time of some *rounds*.

    Once `ENOUGH` has been spent there is no other round.
    """
    spent: list[float] = []
    labels: list[int] = []
    while len(spent) < rounds and sum(spent) < ENOUGH:
        began = time.process_time()
        labels = way(threads, **choice)
        spent.append(time.process_time() - began)
    return {"labels": alone(labels), "seconds": min(spent)}


def no_network(event: str, _: object) -> None:
    """Stop whatever looks a host up or connects."""
    if event in {"socket.connect", "socket.getaddrinfo"}:
        message = f"a peer wants the network: {event}"
        raise RuntimeError(message)


def main(folder: Path) -> None:
    """Group every task in *folder* in every way."""
    sys.addaudithook(no_network)
    tasks = json.loads((folder / "tasks.json").read_text("utf-8"))
    weeks = [
        (Threads(rows=sparse.load_npz(folder / f"{place}.npz"), words=task["words"]), task)
        for place, task in enumerate(tasks)
    ]
    found: dict[str, dict[str, list[dict[str, Any] | None]]] = {}
    for name, (way, choices) in WAYS.items():
        way(weeks[0][0], **choices[0])  # compiles, loads
        found[name] = {
            ", ".join(f"{key} {value}" for key, value in choice.items()): [
                measured(way, choice, threads, task["rounds"]) if number < task["tries"] else None
                for threads, task in weeks
            ]
            for number, choice in enumerate(choices)
        }
    (folder / "groups.json").write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
