"""A small town to analyse: settings, and posts with their mentions, from a few words each."""

from collections.abc import Iterable, Sequence

from jobs.cluster.departments import topics_of
from jobs.cluster.hear import Talk
from jobs.cluster.profiles import Profiles, make_profiles, places_of, topics_of_group
from jobs.cluster.read import Reading, read
from jobs.cluster.routes import Routes, make_routes
from jobs.cluster.title import Title, make_title
from jobs.cluster.units import Unit, make_units
from jobs.cluster.vectors import make_vectors
from jobs.language.folding import fold
from jobs.model import Evidence, EvidenceKind, Mention, Post, PostId, Role, ThreadId, Week
from jobs.settings.schema import Settings
from tests.make import WEEK, make_post

STREETS = ("Molenstraat", "Kerkstraat", "Lindelaan", "Schoolstraat")
VENUES = ("zwembad De Plas",)
DEPARTMENTS = (
    ("wegen", "Wegen en werken", "wegen, voetpaden, straatverlichting, riolering, werken"),
    ("milieu", "Milieu", "afval, ophaling, sluikstort, ongedierte, wateroverlast"),
    ("mobiliteit", "Mobiliteit", "verkeer, parkeren, fietspaden, bus"),
    ("vrije-tijd", "Vrije tijd", "zwembad, bibliotheek, evenementen, jeugd"),
    ("burgerzaken", "Burgerzaken", "loket, afspraken, identiteitskaart, paspoort"),
)


def make_settings(
    language: str = "nl",
    departments: Iterable[tuple[str, str, str]] = DEPARTMENTS,
    *,
    venue_department: str | None = "vrije-tijd",
    name: str = "Boom",
    languages: Sequence[str] = (),
) -> Settings:
    """Return the settings of a town with four streets and a swimming pool."""
    venue = {"name": VENUES[0], "department": venue_department}
    return Settings.model_validate(
        {
            "municipality": {
                "name": name,
                "language": language,
                "languages": list(languages),
                "streets": list(STREETS),
            },
            "venue": [venue] if venue_department else [],
            "department": [
                {"id": key, "name": title, "about": about} for key, title, about in departments
            ],
            "delivery": {"sender": "a@town.example", "lead": ["b@town.example"]},
        }
    )


def judge(post: Post, *, kept: bool = True, week: Week = WEEK) -> Mention:
    """Return a mention of *post* that found the streets and venues of the town in it."""
    words, offsets = fold(post.words)
    found = []
    for kind, names in ((EvidenceKind.PLACE, STREETS), (EvidenceKind.VENUE, VENUES)):
        for name in names:
            at = words.find(fold(name)[0])
            if at >= 0:
                end = offsets[at + len(name) - 1] + 1
                found.append(Evidence(kind=kind, start=offsets[at], end=end, term=name, weight=1.0))
    return Mention(post_id=post.id, week=week, confidence=0.9, kept=kept, evidence=tuple(found))


def read_post(post: Post, *, kept: bool = True) -> Reading:
    """Return *post* as read in the town."""
    return read(post, judge(post, kept=kept), frozenset({"boom"}))


def units_of(posts: Sequence[Post]) -> tuple[Unit, ...]:
    """Return the units of *posts*, all of them mentions."""
    readings = [read_post(post) for post in posts]
    roots: dict[ThreadId, Reading] = {
        one.post.thread_id: one for one in readings if one.post.role is Role.OPENING
    }
    return make_units(readings, roots)


def routes_of(settings: Settings | None = None) -> Routes:
    """Return the lists of the town."""
    return make_routes(settings or make_settings())


def topics_in(units: Iterable[Unit], routes: Routes) -> dict[PostId, dict[str, float]]:
    """Return the policy domains that each post of *units* speaks of."""
    readings = (one for unit in units for one in (*unit.members, *unit.roots))
    return {one.post.id: topics_of(one, routes) for one in readings}


def profiles_of(units: Sequence[Unit], routes: Routes | None = None) -> Profiles:
    """Return the profiles of *units*, each by itself."""
    lists = routes or routes_of()
    groups = [(unit,) for unit in units]
    return make_profiles(groups, make_vectors(units), topics_in(units, lists))


def title_of(*texts: str, language: str = "nl", voices: int | None = None) -> Title:
    """Return the title of a thread of *texts*, each of another voice, or of *voices* in turn."""
    posts = [
        make_post(
            text, number=n, thread=1, voice=f"v{n % (voices or len(texts))}", language=language
        )
        for n, text in enumerate(texts, 1)
    ]
    return title_of_posts(*posts)


def title_of_posts(*posts: Post) -> Title:
    """Return the title of a signal of *posts*."""
    units, routes = units_of(posts), routes_of()
    places = places_of(units)
    place = max(places, key=lambda name: places[name]) if places else None
    topics = topics_of_group(units, topics_in(units, routes))
    return make_title(Talk(units=units, place=place, topics=topics), routes)
