"""The shape of sources.toml: one frozen model a table. Unknown keys are mistakes.

Every table and key is explained in docs/sources.md and docs/policy.md; a test compares the two.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from jobs.model import Access, Owner, Speaker
from jobs.settings.values import (
    parse_duration,
    parse_hours,
    parse_secret_name,
    parse_time_of_day,
    parse_zone,
)

Language = Literal["nl", "fr", "de", "en"]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
Line = Annotated[
    str, Field(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")
]
Paragraph = Annotated[str, Field(min_length=1, max_length=4000)]
Address = Annotated[str, Field(pattern=r"^[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,255}$")]
Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
SecretName = Annotated[str, BeforeValidator(parse_secret_name)]
Security = Literal["tls", "starttls", "none"]
Login = Literal["password", "token"]
Hours = Annotated[str, BeforeValidator(parse_hours)]
TimeOfDay = Annotated[str, BeforeValidator(parse_time_of_day)]
Zone = Annotated[str, BeforeValidator(parse_zone)]


class Table(BaseModel):
    """A table of sources.toml: frozen, and strict about its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @property
    def addressed(self) -> tuple[str, ...]:
        """What the pages and accounts that these keys name are called in web addresses."""
        return ()

    @property
    def sites(self) -> tuple[str, ...]:
        """Hosts at which readers find what these keys name, when it is read at another."""
        return ()


class Council(Table):
    """Parties of the council; their names mark political talk."""

    majority: tuple[Line, ...] = ()
    opposition: tuple[Line, ...] = ()


class Municipality(Table):
    """Whom the talk is about."""

    name: Line
    key: Identifier = "municipality"
    country: Literal["BE", "NL"] = "BE"
    language: Language = "nl"
    languages: tuple[Language, ...] = ()
    timezone: Zone = "Europe/Brussels"
    inhabitants: Annotated[int, Field(ge=0)] = 0
    aliases: tuple[Line, ...] = ()
    common_word: bool | None = None
    sub_municipalities: tuple[Line, ...] = ()
    postcodes: tuple[Line, ...] = ()
    streets: tuple[Line, ...] = Field(
        default=(), validation_alias=AliasChoices("streets", "places")
    )
    places_file: Path | None = None
    venues: tuple[Line, ...] = ()
    neighbours: tuple[Line, ...] = ()
    not_us: tuple[Line, ...] = Field(
        default=(), validation_alias=AliasChoices("not_us", "look_alikes")
    )
    council: Council = Council()
    office_holders: tuple[Line, ...] = ()


class Venue(Table):
    """A building or place with the department that runs it."""

    name: Line
    also: tuple[Line, ...] = ()
    department: Identifier | None = None


class Source(Table):
    """One public place. Keys that only one kind knows are checked by that kind's own model."""

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)

    id: Identifier
    name: Line
    kind: Identifier
    owner: Owner
    purpose: Line
    legal_basis: Line
    access: Access
    consent: Line | None = None
    """Where the agreement with the admins of a closed group is kept; never a name."""
    platform: Identifier = "website"
    local: bool = True
    language: Language | None = None
    every: Duration = timedelta(hours=6)
    options: Annotated[object, Field(exclude=True)] = None
    """What the kind itself asks for: an instance of the collector's ``Options`` model."""


class Department(Table):
    """Who receives an edition."""

    id: Identifier
    name: Line
    about: Paragraph = Field(validation_alias=AliasChoices("about", "description"))
    keywords: tuple[Line, ...] = ()
    recipients: tuple[Address, ...] = ()
    language: Language | None = None


class Account(Table):
    """An author who does not speak as an inhabitant, and may or may not answer."""

    source: Identifier
    author: Line
    platform: Identifier = "website"
    role: Speaker = Speaker.MUNICIPALITY
    may_answer: bool | None = None

    @property
    def answers(self) -> bool:
        """Whether it may answer in the municipality's name; when it is not said, by its role."""
        return self.role is Speaker.MUNICIPALITY if self.may_answer is None else self.may_answer


class Body(Table):
    """Another body that is competent for some matters."""

    id: Identifier
    name: Line
    keywords: tuple[Line, ...]
    contact: Line = ""


class Faq(Table):
    """An approved answer."""

    id: Identifier
    question: Line
    answer: Paragraph
    department: Identifier
    valid_from: date | None = None
    valid_until: date | None = None


class HouseRule(Table):
    """A rule of the own pages; ``id`` is what it forbids."""

    id: Literal[
        "insult", "threat", "discrimination", "personal-data", "spam", "off-topic-flood", "other"
    ]
    text: Paragraph


class Announcement(Table):
    """Something planned: works, a decision, a date."""

    id: Identifier
    title: Line
    date: date
    department: Identifier
    about: Paragraph = ""


class Unread(Table):
    """A group that is known but not read, and why."""

    name: Line
    why: Line


class Policy(Table):
    """How the municipality answers; the ordered rules stand in the policy file."""

    file: Path | None = None
    cooling_off: Duration = timedelta(hours=2)
    answer_within: Duration = timedelta(days=1)
    department_within: Duration = timedelta(days=2)
    max_answers: Annotated[int, Field(ge=1, le=10)] = 2
    office_hours: Hours = "09:00-17:00"
    open_after: Annotated[Duration, Field(ge=timedelta(days=1))] = timedelta(days=3)
    safety_contact: Line = ""
    danger_at_once: bool = True
    complaint_route: Line = ""
    election_period: tuple[date, date] | None = None


class Analysis(Table):
    """How posts are compared."""

    embedder: Literal["none", "semantic"] = "none"


class Schedule(Table):
    """When the week is closed and the reports go out, on the municipality's clocks."""

    weekday: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = "mon"
    at: TimeOfDay = "06:30"
    catch_up: Duration = timedelta(weeks=4)
    first_week: Annotated[str, Field(pattern=r"^\d{4}-W\d{2}$")] | None = None


class Mailbox(Table):
    """A folder of a mailbox that is read by IMAP; ``password`` is the name of a secret."""

    host: Annotated[str, Field(pattern=r"^[A-Za-z0-9.:_-]{1,253}$")]
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    security: Security = "tls"
    user: Line
    login: Login = "password"
    password: SecretName
    folder: Line = "INBOX"
    ca_file: Path | None = None


class Delivery(Table):
    """By which mail server, from whom, and to which communication lead; where answers come in."""

    smtp_host: Line = "127.0.0.1"
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    login: Login = "password"
    username: Line | None = None
    ca_file: Path | None = None
    sender: Address
    bounces: Address | None = None
    reply_to: Address | None = None
    feedback: Address | None = None
    mailbox: Mailbox | None = None
    lead: tuple[Address, ...] = Field(min_length=1)
    safety: tuple[Address, ...] = ()
    on_uncertain: Literal["resend", "hold"] = "resend"
    reports_at: Line | None = None
    approve: bool = False
    approve_within: Duration = timedelta(days=1)
    without_approval: Literal["hold", "send"] = "hold"
    operator: Address | None = None
    tell_broken_after: Duration = timedelta(days=3)

    @property
    def at_once(self) -> tuple[Address, ...]:
        """Who is told of a danger at once: the safety contact, or else the communication lead."""
        return self.safety or self.lead

    @property
    def watching(self) -> tuple[Address, ...]:
        """Who is told what is not well: the operator, or else the communication lead."""
        return (self.operator,) if self.operator is not None else self.lead


class Privacy(Table):
    """How long what is kept, and whom to ask."""

    contact: Line = ""
    keep_text: Duration = timedelta(days=90)
    keep_unmentioned: Duration = timedelta(hours=24)
    keep_reports: Duration = timedelta(days=395)


class Settings(Table):
    """One sources.toml, checked; one file is one municipality."""

    municipality: Municipality
    venues: tuple[Venue, ...] = Field(default=(), alias="venue")
    sources: tuple[Source, ...] = Field(default=(), alias="source")
    departments: tuple[Department, ...] = Field(alias="department", min_length=1)
    accounts: tuple[Account, ...] = Field(default=(), alias="account")
    bodies: tuple[Body, ...] = Field(default=(), alias="body")
    faq: tuple[Faq, ...] = ()
    house_rules: tuple[HouseRule, ...] = Field(default=(), alias="house_rule")
    announcements: tuple[Announcement, ...] = Field(default=(), alias="announcement")
    unread: tuple[Unread, ...] = ()
    policy: Policy = Policy()
    analysis: Analysis = Analysis()
    schedule: Schedule = Schedule()
    delivery: Delivery
    privacy: Privacy = Privacy()
    folder: Annotated[Path, Field(exclude=True)] = Path()
    """Folder of the file, against which the paths in it are read."""
