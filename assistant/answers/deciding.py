"""What decides a condition of an explained benefit: which of its parts, and the person's own values in them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def is_negation(condition: Json) -> bool:
    """A condition that something must not be the case: its one part holds where it doesn't."""
    parts = condition.get("parts", ())
    return len(parts) == 1 and parts[0]["holds"] is not condition["holds"]


def deciding_values(condition: Json) -> Json:
    """What of the person's values makes a condition true or false."""
    parts = condition.get("parts")
    if not parts:
        return dict(condition["values"])
    truth = parts[0]["holds"] if is_negation(condition) else condition["holds"]
    found: Json = {}
    for part in parts:
        if part["holds"] is truth:
            found |= deciding_values(part)
    return found


def unmet(condition: Json) -> list[Json]:
    """The demands that aren't met: of parts that must all hold, and are said in their own words, each that doesn't."""
    if condition["holds"] is not False:
        return []
    if condition.get("joined") == "all":
        return [demand for part in condition["parts"] for demand in unmet(part)]
    return [condition]
