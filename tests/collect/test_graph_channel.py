"""Whatever happens on a channel and to our questions: nothing is lost, nothing is wrongly gone."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.collect.again import native_id
from tests.collect.graph_fake import GraphFake, Node, Town, error
from tests.collect.test_facebook_page import comment, post

HOUR = timedelta(hours=1)
TROUBLES = (
    *((400, error(code)) for code in (2, 10, 32, 190)),
    (400, error(100, 33)),
    (200, {"data": []}),
    (200, {}),
    (500, {}),
)


class Life:
    """People who write, edit, hide and delete on a page, and a Graph that has bad moments."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.hours = 0.0
        self.graph = GraphFake(
            edges={
                "9/feed": [post("9_1", 5), post("9_2", 30)],
                "9/tagged": [post("5_1", 4)],
                "9_1/comments": [comment("1_1", 4, "a")],
            }
        )
        self.town = Town(self.graph, "facebook_page", {"page": "9"}, wired=False)
        self._count = 100

    def goes_on(self) -> None:
        """Let something happen, or nothing."""
        deeds: tuple[Callable[[], object], ...] = (
            lambda: self.graph.edges["9/feed"].append(post(self._new("9"), -self.hours)),
            lambda: self.graph.edges["9/tagged"].append(post(self._new("5"), -self.hours)),
            self._answers,
            self._answers,
            lambda: self._one().update(is_hidden=True),
            lambda: self._one().update(message=self._new("tekst")),
            lambda: self.graph.delete(self._one()["id"]),
            lambda: self._removes("9/feed"),
            lambda: self._removes("9/tagged"),
        )
        for _ in range(self.chance.randint(0, 4)):
            self.chance.choice(deeds)()
        self.hours += self.chance.choice((0.1, 1, 2, 6, 12))

    def is_visited(self, *, in_trouble: bool) -> None:
        """Visit it; what is declared gone must not be there."""
        graph = self.graph
        graph.most = self.chance.choice((1, 2, 100))
        pages = self.chance.choice((1, 2, 50)) if in_trouble else 50
        graph.errors = {}
        if in_trouble and self.chance.random() < 0.4:
            threads = [f"{node['id']}/comments" for node in graph.edges["9/feed"]]
            place = self.chance.choice(["9/feed", "9/tagged", *threads])
            graph.errors = {place: self.chance.choice(TROUBLES)}
        self.town.max_pages = pages
        batches = self.town.visit(self.hours * HOUR)
        gone = {native for batch in batches for native in batch.gone_posts}
        assert gone.isdisjoint(map(native_id, self.stands()))

    def stands(self) -> dict[str, str]:
        """Return what is public now."""
        nodes = (node for nodes in self.graph.edges.values() for node in nodes)
        return {node["id"]: node["message"] for node in nodes if not node.get("is_hidden")}

    def _new(self, kind: str) -> str:
        self._count += 1
        return f"{kind}_{self._count}"

    def _answers(self) -> None:
        thread = self.chance.choice(self.graph.edges["9/feed"])["id"]
        comments = self.graph.edges.setdefault(f"{thread}/comments", [])
        parent = self.chance.choice([*(node["id"] for node in comments), ""])
        comments.append(comment(self._new("1"), -self.hours, "ja", parent))

    def _one(self) -> Node:
        """Return a comment, or one of nobody."""
        edges = self.graph.edges.items()
        nodes = [node for path, nodes in edges if path.endswith("comments") for node in nodes]
        return self.chance.choice([*nodes, comment("0", 0, "")])

    def _removes(self, path: str) -> None:
        """Delete a post with its thread; the last one stays, for all at once is an error."""
        nodes = self.graph.edges[path]
        if len(nodes) > 1:
            self.graph.delete(self.chance.choice(nodes)["id"])


def test_a_post_whose_visit_ended_before_its_thread_was_read_is_known_to_be_gone() -> None:
    life = Life(Random(0))  # noqa: S311 - no secret
    life.graph.errors = {"9_1/comments": (400, error(32))}
    life.town.visit()
    assert life.town.reason == "rate-limited"
    assert "9_2" in life.town.held.bodies()
    life.graph.errors = {}
    life.graph.delete("9_2")
    for hours in (2, 8):
        life.town.visit(hours * HOUR)
    assert life.town.held.bodies() == life.stands()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32))
def test_in_the_end_we_hold_what_stands_there_and_nothing_was_wrongly_gone(seed: int) -> None:
    life = Life(Random(seed))  # noqa: S311 - no secret
    while life.hours < 120:
        life.goes_on()
        life.is_visited(in_trouble=True)
    for _ in range(50):
        life.is_visited(in_trouble=False)
        life.hours += 12
    assert life.town.reason == ""
    assert life.town.held.bodies() == life.stands()
