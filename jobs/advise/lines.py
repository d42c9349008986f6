"""Text of a policy file and a place in it in, its line out: for messages that point somewhere."""

import re
from typing import Final

_HEADER: Final = re.compile(r"\s*\[+\s*([\w.-]+)\s*\]+")


def line_of(text: str, rule: int | None, key: str = "") -> int:
    """Return the line, from 1, of *key* in the *rule*-th ``[[rule]]``, from 0, or above all rules.

    Falls back on the line of the rule's header, and on line 1, when *key* is not written out.
    """
    current = -1
    header = 1
    table = ""
    wanted = -1 if rule is None else rule
    for number, line in enumerate(text.splitlines(), start=1):
        found = _HEADER.match(line)
        if found is not None and not line.lstrip().startswith("#"):
            table = found[1]
            current += line.lstrip().startswith("[[") and table == "rule"
            header = number if current == wanted and table in {"rule", key} else header
        inside = current == wanted and (current >= 0 or table != "rule")
        if inside and key and re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])\"?\s*=", line):
            return number
    return header
