"""What tact lets a report pass on: praise that is meant, and no word of somebody's own people."""

import pytest

from jobs.language.tact import praises, shows_who


@pytest.mark.parametrize(
    "text",
    [
        "Dank aan de mannen van de groendienst, het ligt er proper bij",
        "Eerlijk is eerlijk, die paden op het kerkhof liggen er nu proper bij",
        "Un énorme merci aux ouvriers communaux qui pompent depuis 2h du matin",
        "Ein grosses Dankeschön an die Jungs vom Bauhof",
        "Hats off to the crew who cleared the drain at night",
        "Heel rustig was het, onze dochter heeft zelf over straat gehuppeld 🥰",
    ],
)
def test_thanks_for_something_is_praise(text: str) -> None:
    assert praises(text)


@pytest.mark.parametrize(
    "text",
    [
        "ge verdient er aan en ge komt minder. Chapeau voor degene die dat bedacht heeft",
        "Aan wie op het zebrapad stond: proficiat. En zet daar nu eindelijk eens paaltjes",
        "merci frère, mais c'est le double de l'an passé",
        "résultat les gens coupent par les charmes, merci pour ceux qui habitent là",
        "14 Uhr wenn jeder arbeitet. Danke, wer denkt sich sowas aus",
        "Thanks for nothing, the lamp is still out",
        "Bedankt aan al wie voor de burgemeester gestemd heeft",
    ],
)
def test_thanks_that_mock_complain_or_campaign_are_not(text: str) -> None:
    assert not praises(text)


@pytest.mark.parametrize(
    "text",
    [
        "Duidelijk, merci",
        "Blij dat het goed gaat met u [naam] ❤️",
        "Merci à vous",
        "IJSPISTE 😍😍",
        "Zal gezellig zijn tussen de borden",
    ],
)
def test_bare_thanks_to_a_neighbour_and_a_remark_are_not(text: str) -> None:
    assert not praises(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ik ben niet blij met de nieuwe ondergrondse kast",
        "Pas satisfait du service propreté, merci",
        "Nicht zufrieden mit der neuen Regelung hier",
        "Not happy with the council this week, thanks",
        "Dankzij de werken sta ik elke dag in de file",
    ],
)
def test_who_is_not_happy_does_not_praise(text: str) -> None:
    assert not praises(text)


@pytest.mark.parametrize(
    "text",
    [
        "Alvast bedankt voor het herstellen van de lamp",
        "Merci de réparer le trou rue du Moulin",
        "Bitte prüft die Lampe, danke im Voraus",
        "Thanks in advance for fixing the street light",
    ],
)
def test_who_asks_politely_does_not_praise(text: str) -> None:
    assert not praises(text)


@pytest.mark.parametrize(
    "text",
    [
        "Blij dat het goed gaat [naam] ❤️",
        "Hij moet dat visum toch ook nog hebben?",
        "Heel rustig was het, onze dochter heeft zelf over straat gehuppeld 🥰",
        "Dochter (14) durft er niet meer langs te fietsen",
        "Ik ben 71, tegen dan zie ik de brief niet meer",
        "Mijn buurvrouw, slecht ter been, krijgt maar anderhalf uur hulp",
        "quelqu'un sait quand ils réparent, mon petit tousse",
        "Bravo [nom], tu viens au souper ?",
        "Elle attend toujours sa carte de séjour",
        "Bon rétablissement à la dame de la rue Haute",
        "Die Ampel ist aus, meine Mutter traut sich nicht mehr rüber",
        "Danke [Name], das beruhigt mich",
        "Er wartet noch immer auf seinen Führerschein",
        "Gute Besserung nach dem Sturz am Bahnhof",
        "My son nearly got hit at the crossing",
        "Glad you are feeling better [name]",
        "She needs that passport before Friday",
    ],
)
def test_somebodys_own_people_health_and_papers_show_who_is_meant(text: str) -> None:
    assert shows_who(text)


@pytest.mark.parametrize(
    "text",
    [
        "Onze kinderen verdienen een veilige straat",
        "De straat ligt er goed bij, blij dat het licht weer brandt",
        "Ik ben 20 minuten te laat door die omleiding",
        "Wanneer is mijn paspoort klaar?",
        "Er is 1 vuilbak op heel dat pad",
        "Nos enfants méritent une rue sûre",
        "Il y a une planche sur le trou, ça va mieux",
        "Comment demander une carte de riverain ?",
        "Unsere Kinder brauchen einen sicheren Weg",
        "Wie lange gilt ein Reisepass?",
        "Our children deserve a safe street",
        "When can I renew a passport?",
    ],
)
def test_what_is_of_everybody_shows_nobody(text: str) -> None:
    assert not shows_who(text)
