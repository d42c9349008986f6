"""Tables as read in, only known keys out; every unknown key is noted with what was meant."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, get_args, get_origin

from pydantic import AliasChoices, BaseModel
from pydantic.fields import FieldInfo

from jobs.settings.document import Document, Findings
from jobs.settings.lines import KeyPath
from jobs.settings.phrases import nearest, show
from jobs.settings.schema import Settings, Source

Kinds = Mapping[str, type[BaseModel]]
"""What each source kind asks for in its ``[[source]]`` tables: its ``Options`` model."""

_SECRET: Final = re.compile(r"passw|passwd|secret|token|api_?key|wachtwoord|credential|bearer")
_LOGIN: Final = re.compile(r"cookie|session|login|authorization|2fa|otp$")
_URL_LOGIN: Final = re.compile(r"[a-z]{2,10}://[^/@\s]{1,200}@", re.IGNORECASE)
NO_SECRETS: Final = (
    "a secret never stands in this file; take it out and give it as a credential or as "
    "BUURTSIGNAAL_SMTP_PASSWORD (docs/start.md)"
)
NO_LOGINS: Final = (
    "cookies and logins are not used: a place behind a login is not read; take it out "
    "and name the group under [[unread]]"
)
NO_URL_LOGINS: Final = "holds a user name or password in the address; write the address without it"


def known_keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the keys that *model* reads from a file, other spellings included."""
    keys: dict[str, FieldInfo] = {}
    for name, field in model.model_fields.items():
        if field.exclude:
            continue
        alias = field.validation_alias
        if isinstance(alias, AliasChoices):
            keys.update({choice: field for choice in alias.choices if isinstance(choice, str)})
        else:
            keys[alias if isinstance(alias, str) else name] = field
    return keys


def inner_model(annotation: object) -> type[BaseModel] | None:
    """Return the table that values of *annotation* are, or are lists of; None for plain values."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (inner_model(argument) for argument in get_args(annotation))
    return next((model for model in found if model is not None), None)


def prune(document: Document, kinds: Kinds) -> None:
    """Note every key that nothing reads and take it out, so that the rest can be checked."""
    _Pruner(document.findings, kinds).table(Settings, document.tables, ())


def place_of(key: str) -> str | None:
    """Return the table that knows *key*, as it is written in the file, or None."""
    for name, field in known_keys(Settings).items():
        model = inner_model(field.annotation)
        if model is not None and key in known_keys(model):
            return _header(name, field)
    return None


@dataclass(frozen=True, slots=True)
class _Pruner:
    """Walks the tables beside the models that read them."""

    findings: Findings
    kinds: Kinds

    def table(self, model: type[BaseModel], table: dict[str, object], path: KeyPath) -> None:
        """Keep of *table* what *model* reads, at every depth."""
        keys = self._keys(model, table)
        seen: dict[int, str] = {}
        for key in list(table):
            here = (*path, key)
            if key not in keys:
                self.findings.add(here, self._unknown(model, table, here))
                del table[key]
            elif (other := seen.setdefault(id(keys[key]), key)) != key:
                self.findings.add(here, f"says the same as `{other}`; keep one of the two")
                del table[key]
            else:
                self._value(keys[key], key, table, here)

    def _keys(self, model: type[BaseModel], table: dict[str, object]) -> dict[str, FieldInfo]:
        keys = known_keys(model)
        if model is Source:
            for kind in self._kinds_of(table):
                keys = known_keys(kind) | keys
        return keys

    def _kinds_of(self, table: dict[str, object]) -> Iterator[type[BaseModel]]:
        """Yield the options of the table's kind, or of every kind when it names none we know."""
        kind = table.get("kind")
        if isinstance(kind, str) and kind in self.kinds:
            yield self.kinds[kind]
        else:
            yield from self.kinds.values()

    def _value(self, field: FieldInfo, key: str, table: dict[str, object], path: KeyPath) -> None:
        model, value = inner_model(field.annotation), table[key]
        if model is None:
            self._addresses(value, path)
            return
        many = get_origin(field.annotation) is tuple
        if many and isinstance(value, dict):
            self.findings.add(path, f"can be there more than once; write [[{key}]]")
            table[key] = value = [value]
        elif not many and isinstance(value, list) and value and isinstance(value[0], dict):
            self.findings.add(path, f"is there once; write [{key}] with single brackets, once")
            table[key] = value = value[0]
        if isinstance(value, dict):
            self.table(model, value, path)
        elif isinstance(value, list):
            for position, element in enumerate(value):
                if isinstance(element, dict):
                    self.table(model, element, (*path, position))

    def _addresses(self, value: object, path: KeyPath) -> None:
        """Note addresses that hold a login, at any depth below a known key."""
        if isinstance(value, str) and _URL_LOGIN.match(value):
            self.findings.add(path, NO_URL_LOGINS)
        elif isinstance(value, dict):
            for key, element in value.items():
                self._addresses(element, (*path, key))

    def _unknown(self, model: type[BaseModel], table: dict[str, object], path: KeyPath) -> str:
        """Say what was probably meant by the key at the end of *path*."""
        key = str(path[-1])
        plain = key.lower().replace("-", "_")
        if _SECRET.search(plain):
            return NO_SECRETS
        if _LOGIN.search(plain):
            return NO_LOGINS
        elsewhere = self._elsewhere(key, model, table)
        if elsewhere is not None:
            return elsewhere
        keys = self._keys(model, table)
        guess = nearest(key, keys)
        if guess is None:
            return (
                self._almost_elsewhere(key, model)
                or f"unknown key; known here: {', '.join(sorted(keys)[:30])}"
            )
        if guess not in table:
            same = (name for name, field in keys.items() if field is keys[guess])
            self.findings.explained.update((*path[:-1], name) for name in same)
        if model is Settings:
            return f"unknown table; did you mean {_header(guess, keys[guess])}?"
        return f"unknown key; did you mean `{guess}`?"

    def _elsewhere(self, key: str, model: type[BaseModel], table: dict[str, object]) -> str | None:
        """Say which kind of source, or which other table, knows *key*."""
        if model is Source:
            for kind, options in self.kinds.items():
                if key in known_keys(options):
                    return f"is a key of kind {show(kind)}, not of {show(table.get('kind'))}"
        place = place_of(key)
        return f"unknown key here; it belongs in {place}" if place else None

    def _almost_elsewhere(self, key: str, model: type[BaseModel]) -> str | None:
        """Say which kind of source knows a key that is nearly *key*."""
        for kind, options in self.kinds.items() if model is Source else ():
            guess = nearest(key, known_keys(options))
            if guess is not None:
                return f"unknown key; did you mean `{guess}`, a key of kind {show(kind)}?"
        return None


def _header(name: str, field: FieldInfo) -> str:
    """Return how the table *name* is written in the file."""
    return f"[[{name}]]" if get_origin(field.annotation) is tuple else f"[{name}]"
