"""The text of a mail or a clipboard in, what an inhabitant said in a group out.

What mail puts around it goes: signatures, quotations, footers to unsubscribe, buttons, headers of
mails sent on. The names in those go with them, also where they are repeated in the text.

The words are those of the mail programs and platforms of our four languages.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

_GONE: Final = "…"
"""Stands for a name that was taken out."""
_SHORTEST_NAME: Final = 3
_MOST_LINES: Final = 2_000
_MOST_HEARD: Final = 50
"""Things that one mail may tell."""
_LONGEST_LINE: Final = 2_000
"""Characters of a line that patterns look at."""

_SIGNATURE: Final = re.compile(r"--\s?")
_RULE: Final = re.compile(r"[-_=*·•–—\s]{3,}")
_LIST_FOOTER: Final = re.compile(r"_{20,}")
_LINK: Final = re.compile(r"[<\[(]?https?://\S+[>\])]?")
_LEAVE: Final = re.compile(
    r"unsubscribe|uitschrijven|afmelden|d[ée]sabonner|d[ée]sinscri|abbestellen|abmelden"
    r"|niet meer ontvangen|ne plus recevoir|nicht mehr erhalten|stop receiving",
    re.IGNORECASE,
)
_OF_MAIL: Final = re.compile(
    r"e-?mail|mailing|courriel|meldingen|notificati|benachrichtigung|https?:|newsletter|nieuwsbrief",
    re.IGNORECASE,
)
_SENT_TO: Final = re.compile(
    r"(?:dit|deze|this|ce|cet|diese[rs]?) (?:bericht|e-?mail|message|courriel|nachricht)"
    r" (?:is|werd|was|a été|wurde)\b.{0,40}(?:verzonden|verstuurd|sent to|envoyé|gesendet)"
    r"|(?:je|u|you|vous|sie|du) (?:ontvangt|received?|are receiving|recevez|erhalten|erhältst)"
    r" (?:deze|this|ce|diese)|(?:meta platforms|facebook),? (?:inc|ltd|ireland|attention)",
    re.IGNORECASE,
)
_BUTTON: Final = re.compile(
    r"(?:bekijk(?: op \w+| (?:het )?bericht| reactie)?|view (?:on \w+|post|comment)"
    r"|voir (?:sur \w+|la publication|le commentaire)|(?:beitrag|auf \w+) ansehen"
    r"|vind ik leuk|reageren|like|comment|reply|j.aime|commenter|gefällt mir|kommentieren)"
    r"[\s>:]*(?:[<\[(]?https?://\S+)?",
    re.IGNORECASE,
)
_WROTE: Final = r"(?:schreef|wrote|a écrit|schrieb)"
_INTRO: Final = re.compile(rf"(?:op|on|le|am)\b[^\n]*\d.*\b{_WROTE}\b.*:", re.IGNORECASE)
_GOODBYE: Final = re.compile(
    r"(?:(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?|mvg|cordialement"
    r"|bien à vous|mit freundlichen grüßen|viele grüße|mfg|(?:kind |best )?regards|cheers)"
    r"[\s,.!]*(?:[\w'’-]+(?:[\s.]+|$)){0,3}",
    re.IGNORECASE,
)
_HEAD: Final = re.compile(
    r"[>\s*]*(?P<label>van|verzonden|datum|aan|cc|onderwerp|from|sent|date|to|subject|de|envoyé"
    r"|à|objet|von|gesendet|an|betreff)\s?:\*?\s(?P<value>.*)",
    re.IGNORECASE,
)
_FROM: Final = frozenset({"van", "from", "de", "von"})
_DATES: Final = frozenset({"verzonden", "datum", "sent", "date", "envoyé", "gesendet"})
_SENT_ON: Final = re.compile(
    r"[>\s]*-{2,}.{0,60}-{2,}|(?:begin doorgestuurd bericht|begin forwarded message"
    r"|début du message réexpédié|anfang der weitergeleiteten nachricht)\s?:",
    re.IGNORECASE,
)
_PREFIX: Final = re.compile(r"^(?:(?:fwd?|doorst|tr|wg|re|aw|antw)\s?:\s*)+", re.IGNORECASE)

_HEARD: Final = re.compile(
    r"^[>\t *]*(?:(?:gehoord|gelezen|gezien) in (?:de |een |het )?groep"
    r"|(?:entendu|lu|vu) dans (?:le |un )?groupe|geh(?:ö|oe)rt in (?:der |einer )?gruppe"
    r"|heard in (?:the |a )?group)\s+(?P<group>[^:\n]{1,100}?)\s*(?::|$)",
    re.IGNORECASE | re.MULTILINE,
)
_POSTED: Final = (
    r"(?P<author>.{1,80}?) (?:posted|commented|replied|shared|asked)\b.{0,80}? in (?P<group>.+)",
    r"(?P<author>.{1,80}?) (?:posted|commented|replied|shared)\b.{0,80}? (?:on|to) (?P<group>.+)",
    r"(?P<author>.{1,80}?) (?:heeft|plaatste|reageerde|deelde)\b.{0,80}? in (?P<group>.+)",
    r"(?P<author>.{1,80}?) (?:heeft|plaatste|reageerde|deelde)\b.{0,80}? op (?P<group>.+)",
    r"(?P<author>.{1,80}?) a (?:publié|commenté|partagé|répondu)\b.{0,80}? dans (?P<group>.+)",
    r"(?P<author>.{1,80}?) hat\b.{0,80}? (?:in|auf) (?P<group>.+)",
    r"(?P<author>)n(?:ew post|ieuw bericht|ouvelle publication|euer beitrag) \w+ (?P<group>.+)",
    r"(?P<author>)\[(?P<group>[^\]]{2,100})\] *(?P<title>.*)",
)
_ANNOUNCED: Final = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _POSTED)
_ARTICLE: Final = re.compile(
    r"^(?:de groep|het forum|le groupe|der gruppe|the group) ", re.IGNORECASE
)
_VERB_BEHIND: Final = re.compile(
    r"(?: (?:een|etwas|einen|iets))?(?: (?:nieuwe?|neuen))?(?: (?:bericht|beitrag|kommentar))?"
    r" (?:geplaatst|gedeeld|gereageerd|gepostet|geteilt|veröffentlicht|kommentiert)$",
    re.IGNORECASE,
)
_BODY: Final = re.compile(
    r"\b(?:gemeente|stad|ocmw|politie|dienst|team|info|commune|ville|cpas|service|gemeinde|stadt"
    r"|municipality|council)\b",
    re.IGNORECASE,
)
"""In the name of a sender that is no person: what people say of it must stay."""
_PASTED: Final = re.compile(
    rf"\s*(?P<name>[^\n:]{{1,60}}?)"
    rf"(?: {_WROTE}\b[^\n:]{{0,60}}:\s*"
    rf"|\s*\n\s*(?:\d{{1,2}} ?(?:min|u|uur|h|d|w|std|tag|jour)\w{{0,6}}\.?"
    rf"|(?:gisteren|hier|gestern|yesterday)\b[^\n]{{0,20}})[ ·.]*\n)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Announced:
    """Who said something in which group under which title; what is not told is empty."""

    group: str
    author: str = field(default="", repr=False)
    title: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a colleague heard: in which group (empty when not said), when, and what."""

    group: str
    when: str = ""
    text: str = field(default="", repr=False)


def announced(subject: str) -> Announced | None:
    """Return what the *subject* of a notification tells; None when it tells of no group."""
    bare = _PREFIX.sub("", subject[:_LONGEST_LINE].strip(), count=1)
    for pattern in _ANNOUNCED:
        found = pattern.fullmatch(bare)
        if found:
            group = _ARTICLE.sub("", found["group"].partition(": ")[0], count=1)
            group = _VERB_BEHIND.sub("", group.strip(" .:!")).strip(" .:!\"'«»“”„")
            title = found.groupdict().get("title", "")
            return Announced(group[:100], found["author"].strip(), title) if group else None
    return None


def posted(text: str, told: Announced | None = None) -> str:
    """Return what was said in a group, of the *text* of a notification.

    Args:
        text: As the mail has it.
        told: What its subject tells; the line that repeats it is no part of the post.
    """
    kept: list[str] = []
    lines = text.split("\n")[:_MOST_LINES]
    for place, line in enumerate(lines):
        bare = line.strip()[:_LONGEST_LINE]
        if _INTRO.fullmatch(bare):
            if any(after.lstrip().startswith(">") for after in lines[place + 1 : place + 3]):
                continue
            break
        if _ends(bare, begun=any(kept)):
            break
        if not _is_around(bare) and (told is None or announced(bare) != told):
            kept.append(line.rstrip())
    return _trimmed(kept)


def _ends(line: str, *, begun: bool) -> bool:
    """Tell whether nothing of the post comes from *line* on."""
    if _SIGNATURE.fullmatch(line) or (begun and _SENT_ON.fullmatch(line)):
        return True
    footer = _LIST_FOOTER.fullmatch(line) or _SENT_TO.match(line)
    return begun and bool(footer or (_LEAVE.search(line) and _OF_MAIL.search(line)))


def _is_around(line: str) -> bool:
    """Tell whether *line* is a quotation, a button or a link alone."""
    return bool(line.startswith(">") or _LINK.fullmatch(line) or _BUTTON.fullmatch(line))


def heard(text: str, subject: str, names: Iterable[str] = ()) -> tuple[Heard, ...]:
    """Return what a colleague sends on or types; nothing when no group is told.

    Args:
        text: Text of the mail.
        subject: Its subject.
        names: Names to take out, such as that of the colleague.
    """
    rest, when, found = _without_heads(text)
    bare = _PREFIX.sub("", subject.strip(), count=1)
    told = announced(bare)
    out = [*names, *found, *([told.author] if told else ())]
    lines = list(islice(_HEARD.finditer(rest), _MOST_HEARD))
    if lines:
        ends = [one.start() for one in lines[1:]] + [len(rest)]
        pieces = [
            (one["group"], rest[one.end() : end]) for one, end in zip(lines, ends, strict=True)
        ]
    else:
        typed = _HEARD.match(bare)
        if typed is None and told is None:
            return ()
        group = typed["group"] if typed else told.group if told else ""
        pieces = [(group, f"{bare[typed.end() :] if typed else ''}\n{rest}")]
    when = when if len(pieces) == 1 else ""
    heard_ = (
        Heard(group.strip(), when, nameless(_said(said, told), out)) for group, said in pieces
    )
    return tuple(one for one in heard_ if one.text)


def _said(text: str, told: Announced | None) -> str:
    """Return *text* up to the greeting or signature of who sends it, without marks of quoting."""
    kept: list[str] = []
    for line in text.split("\n")[:_MOST_LINES]:
        bare = line.lstrip("> ").strip()
        if _GOODBYE.fullmatch(bare[:_LONGEST_LINE]):
            break
        kept.append(line.lstrip("> "))
    return posted("\n".join(kept), told)


def _without_heads(text: str) -> tuple[str, str, list[str]]:
    """Return *text* without headers of mails sent on, the first date and the names in them."""
    kept: list[str] = []
    when, names = "", list[str]()
    lines = text.split("\n")[:_MOST_LINES]
    place = 0
    while place < len(lines):
        size, heads = _heads_at(lines, place)
        if not size:
            if not _SENT_ON.fullmatch(lines[place].strip()[:_LONGEST_LINE]):
                kept.append(lines[place])
            place += 1
            continue
        place += size
        when = when or next((value for label, value in heads if label in _DATES), "")
        names += [_display(value) for label, value in heads if label in _FROM]
    return "\n".join(kept), when, names


def _heads_at(lines: list[str], place: int) -> tuple[int, list[tuple[str, str]]]:
    """Return how many lines of headers begin at *place*, and the headers; one alone is none."""
    heads: list[tuple[str, str]] = []
    size = 0
    for line in lines[place : place + 30]:
        found = _HEAD.fullmatch(line[:_LONGEST_LINE])
        if found:
            heads.append((found["label"].lower(), found["value"].strip(" *")))
        elif not heads or "@" not in line:  # a long list of addresses goes on in the next line
            break
        size += 1
    labels = {label for label, _ in heads}
    enough = len(labels) > 1 and not labels.isdisjoint(_FROM | _DATES)
    return (size, heads) if enough else (0, [])


def _display(value: str) -> str:
    """Return the name in ``Jan Peeters <jan@town.example>``."""
    return re.split(r"[<\[(]", value, maxsplit=1)[0].strip(" \"'*")


def unsigned(text: str) -> str:
    """Return what was copied out of a group without the name that stands above it."""
    found = _PASTED.match(text)
    if found is None:
        return text.strip()
    return nameless(text[found.end() :], [found["name"]])


def nameless(text: str, names: Iterable[str]) -> str:
    """Return *text* without *names* of persons, also where a part of one signs it."""
    for name in sorted({one.strip() for one in names}, key=len, reverse=True):
        if len(name) < _SHORTEST_NAME or not any(map(str.isalpha, name)) or _BODY.search(name):
            continue
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _GONE, text, flags=re.IGNORECASE)
        alone = "|".join(re.escape(part) for part in name.split() if len(part) > 1)
        if alone:
            text = re.sub(rf"(?im)^[ \t]*(?:{alone})[ \t.,]*$\n?", "", text)
    lines = text.split("\n")
    return _trimmed([line for line in lines if line.strip(" .,") != _GONE])


def _trimmed(lines: list[str]) -> str:
    """Return *lines* as text, without rules and blank lines at its ends."""
    while lines and (not lines[-1].strip() or _RULE.fullmatch(lines[-1])):
        lines.pop()
    while lines and (not lines[0].strip() or _RULE.fullmatch(lines[0])):
        lines.pop(0)
    return "\n".join(lines)
