"""Values that TOML has no form for: text in, checked value out; a message says what to write."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo, available_timezones

_UNITS = {"min": 60, "h": 3600, "d": 86400, "day": 86400, "w": 604800, "week": 604800}
_DURATION = re.compile(r"(\d{1,5}) ?(min|h|day|week|d|w)s?", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_MAX_DURATION = timedelta(weeks=520)
_SECRET_NAME = re.compile(r"[a-z]{1,16}([_-][a-z0-9]{1,16}){0,4}", re.ASCII)
"""Short words: a token of letters and digits without a hyphen can hardly be one."""


def parse_duration(value: object) -> timedelta:
    """Read ``30min``, ``6h``, ``14d``, ``4 weeks``; raise `ValueError` for anything else."""
    if isinstance(value, timedelta):
        return value
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        message = f"{value!r} is not a length of time; write 30min, 6h, 14d or 4 weeks"
        raise ValueError(message)
    length = timedelta(seconds=int(match[1]) * _UNITS[match[2]])
    if not timedelta() < length <= _MAX_DURATION:
        message = f"{value!r} is out of range; write a length between 1min and 520 weeks"
        raise ValueError(message)
    return length


def parse_time_of_day(value: object) -> str:
    """Read ``06:30``; refuse 02:00-03:59, which do not exist or come twice when clocks change."""
    if not isinstance(value, str) or _TIME.fullmatch(value) is None:
        message = f"{value!r} is not a time of day; write it as 06:30"
        raise ValueError(message)
    if "02:00" <= value < "04:00":
        message = f"{value} does not exist or comes twice when the clocks change; write 06:30"
        raise ValueError(message)
    return value


def parse_hours(value: object) -> str:
    """Read ``09:00-17:00``; the second time must be the later one."""
    opens, _, closes = value.partition("-") if isinstance(value, str) else ("", "", "")
    if not (_TIME.fullmatch(opens) and _TIME.fullmatch(closes) and opens < closes):
        message = f"{value!r} are no office hours; write them as 09:00-17:00"
        raise ValueError(message)
    return f"{opens}-{closes}"


def parse_secret_name(value: object) -> str:
    """Read the name of a secret, such as ``facebook-page``; what may be one is not repeated."""
    if not isinstance(value, str) or _SECRET_NAME.fullmatch(value) is None:
        message = (
            "is no name of a secret; write a short one such as facebook-page, and give what is "
            "secret as a credential or as BUURTSIGNAAL_FACEBOOK_PAGE"
        )
        raise ValueError(message)
    return value


def parse_zone(value: object) -> str:
    """Read an IANA zone such as ``Europe/Brussels``; refuse abbreviations and offsets."""
    if not isinstance(value, str) or "/" not in value or value not in available_timezones():
        message = f"{value!r} is not a time zone; write one such as Europe/Brussels"
        raise ValueError(message)
    ZoneInfo(value)
    return value
