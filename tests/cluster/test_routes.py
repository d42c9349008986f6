import pytest

from jobs.cluster.departments import NOWHERE, inherit, mean_of, point, topics_of
from jobs.cluster.read import list_key, list_stem
from jobs.cluster.routes import KIN, claims_of, domain_owners, topic_words
from jobs.language import LANGUAGES
from jobs.language.departments import FAMILIES, NEXT_OF_KIN, load_domains
from jobs.language.words import tokens
from jobs.settings.schema import Department
from tests.cluster.town import DEPARTMENTS, make_settings, read_post, routes_of
from tests.make import make_post

WALLOON = (
    ("travaux", "Travaux et voirie", "routes, trottoirs, chantiers, éclairage public, égouts"),
    ("mobilite", "Mobilité", "circulation, stationnement, bus, pistes cyclables"),
    ("proprete", "Propreté et environnement", "collecte des déchets, dépôts clandestins, arbres"),
    ("population", "Population et état civil", "cartes d'identité, passeports, mariages"),
    ("cpas", "CPAS", "aide sociale, maison de repos, repas à domicile"),
)
DUTCH = (
    ("beheer", "Beheer Openbare Ruimte", "groenonderhoud, wegen, straatverlichting, afval"),
    ("publiek", "Publiekszaken", "paspoorten, rijbewijzen en burgerlijke stand"),
    ("sociaal", "Sociaal Domein", "Wmo, bijstand, schuldhulp"),
)
GERMAN = (
    ("bau", "Bauhof", "Straßen, Gehwege, Straßenbeleuchtung, Kanalisation"),
    ("umwelt", "Umwelt", "Müllabfuhr, Containerpark, Bäume, Grünflächen"),
    ("buerger", "Bürgerdienst", "Personalausweis, Reisepass, Standesamt"),
)
LARGE_DUTCH = (
    ("verkeer", "Verkeer en vervoer", "verkeersveiligheid, parkeren, fietspaden"),
    ("inkomen", "Werk en inkomen", "bijstand, schuldhulpverlening, energietoeslag"),
    ("vth", "Toezicht en handhaving", "boa's, overlast, vuurwerk"),
    ("beheer", "Beheer", "wegen, werkzaamheden, duurzaamheid"),
)
ENGLISH = (
    ("streets", "Streets", "roads, pavements, street lighting, drains"),
    ("waste", "Waste", "bins, refuse, recycling centre, litter"),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_knows_the_same_domains(language: str) -> None:
    domains = load_domains(language)

    assert {d.name for d in domains} == {name for names in FAMILIES.values() for name in names}
    assert all(domain.label and domain.about and domain.terms for domain in domains)
    assert set(NEXT_OF_KIN) == set(FAMILIES)


def test_an_unknown_language_reads_as_the_first() -> None:
    assert load_domains("xx") == load_domains("nl")


@pytest.mark.parametrize(
    ("language", "departments", "domain", "owner"),
    [
        ("nl", DEPARTMENTS, "lighting", "wegen"),
        ("nl", DEPARTMENTS, "waste", "milieu"),
        ("nl", DEPARTMENTS, "school-traffic", "mobiliteit"),
        ("nl", DUTCH, "lighting", "beheer"),
        ("nl", DUTCH, "recycling", "beheer"),
        ("nl", DUTCH, "welfare", "sociaal"),
        ("nl", LARGE_DUTCH, "works", "beheer"),
        ("nl", LARGE_DUTCH, "crime", "vth"),
        ("nl", LARGE_DUTCH, "emergency", "vth"),
        ("nl", LARGE_DUTCH, "nature", "beheer"),
        ("nl", LARGE_DUTCH, "welfare", "inkomen"),
        ("fr", WALLOON, "lighting", "travaux"),
        ("fr", WALLOON, "litter", "proprete"),
        ("fr", WALLOON, "registry", "population"),
        ("fr", WALLOON, "seniors", "cpas"),
        ("de", GERMAN, "lighting", "bau"),
        ("de", GERMAN, "waste", "umwelt"),
        ("de", GERMAN, "registry", "buerger"),
        ("en", ENGLISH, "lighting", "streets"),
        ("en", ENGLISH, "recycling", "waste"),
    ],
)
def test_departments_of_any_town_are_found_by_their_description(
    language: str, departments: tuple[tuple[str, str, str], ...], domain: str, owner: str
) -> None:
    owners = domain_owners(make_settings(language, departments, venue_department=None))

    assert max(owners[domain], key=lambda name: owners[domain][name]) == owner


def test_what_nobody_speaks_of_goes_to_who_has_the_rest_of_the_family() -> None:
    owners = domain_owners(make_settings())

    assert owners["utilities"] == {"wegen": 1.0}
    assert owners["air"] == {"milieu": 1.0}


def test_what_has_no_family_goes_to_the_next_of_kin_by_half() -> None:
    owners = domain_owners(make_settings(departments=DEPARTMENTS))

    assert owners["seniors"] == {"burgerzaken": KIN}
    assert owners["cycling"] == {"mobiliteit": 1.0}


def test_without_a_family_or_kin_it_is_nobodys() -> None:
    alone = make_settings(departments=(("loket", "Loket", "paspoort"),), venue_department=None)

    assert domain_owners(alone)["lighting"] == {}


def test_keywords_claim_a_domain_too() -> None:
    department = Department(id="x", name="X", about="van alles", keywords=("verkeersdrempel",))

    assert claims_of(department, "nl")["traffic"] > 0


@pytest.mark.parametrize("keywords", [("markt", "rommelmarkt"), ("rommelmarkt", "markt")])
def test_a_keyword_takes_nothing_from_those_before_it(keywords: tuple[str, ...]) -> None:
    """A word says as much beside a compound of it as alone."""
    alone = Department(id="x", name="X", about="van alles", keywords=("markt",))
    both = Department(id="x", name="X", about="van alles", keywords=keywords)

    assert claims_of(both, "nl")["economy"] == claims_of(alone, "nl")["economy"]


@pytest.mark.parametrize(
    ("text", "language", "department"),
    [
        ("De straatlampen branden al weken niet", "nl", "wegen"),
        ("Restafval alweer niet opgehaald", "nl", "milieu"),
        ("Ze rijden hier veel te snel", "nl", "mobiliteit"),
        ("Vijf weken wachten op een afspraak voor mijn identiteitskaart", "nl", "burgerzaken"),
        ("Les poubelles n'ont pas été ramassées", "fr", "milieu"),
        ("Wann gehen die Straßenlaternen wieder?", "de", "wegen"),
        ("The bins were not collected", "en", "milieu"),
    ],
)
def test_words_point_to_a_department_in_every_language(
    text: str, language: str, department: str
) -> None:
    pointers = point(read_post(make_post(text, language=language)), routes_of())

    assert pointers.choice == department
    assert 0.0 < pointers.share <= 1.0
    assert pointers.reasons


def test_a_venue_points_to_who_runs_it() -> None:
    pointers = point(read_post(make_post("Koud in zwembad De Plas")), routes_of())

    assert pointers.choice == "vrije-tijd"
    assert "zwembad De Plas" in pointers.reasons


def test_words_that_point_nowhere_give_no_department() -> None:
    pointers = point(read_post(make_post("idem")), routes_of())

    assert pointers.choice is None
    assert pointers.share == 0.0
    assert pointers.reasons == ()


def test_a_reply_inherits_from_its_opening_post() -> None:
    routes = routes_of()
    root = point(read_post(make_post("Straatlamp stuk")), routes)
    reply = point(read_post(make_post("idem", number=2, thread=1)), routes)

    assert inherit(reply, root, mean_of((root, reply))).choice == "wegen"
    assert inherit(reply, None, NOWHERE).choice is None


def test_topics_do_not_depend_on_how_the_town_is_organised() -> None:
    reading = read_post(make_post("Straatverlichting stuk"))

    one = topics_of(reading, routes_of())
    other = topics_of(reading, routes_of(make_settings(departments=DUTCH, venue_department=None)))

    assert one == other
    assert max(one, key=lambda name: one[name]) == "lighting"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_listed_word_is_known_again_when_it_is_a_noun_of_a_post(language: str) -> None:
    """Titles look words up by the same stem as the lists do, in every language."""
    known = topic_words(language)
    single = [
        term
        for domain in load_domains(language)
        for term in domain.terms
        if tokens(term, language) == (term,) and list_key(term, language) in known
    ]

    assert len(single) > 300
    assert all(list_stem(term, language) in known for term in single)
