"""Which variables a scenario may change, and to what.

A stock may be prescribed: it stands at the bounds of years, so a change at the start of a year
means something. What happens within years follows from the stocks and is written anew each year;
to steer it, change a stock, a parameter or a mechanism.
"""

from counterpoise.vocabulary.variables import Kind, Link, Variable, variables

REFUSED = {
    "code": "says who holds a slot, and is how draws find their owner",
    "present": "says which states exist, which the year settles",
    "distance": "is fixed within a run: the land is worked out once, at its start",
    "trade_share": "has rows that sum to one, which changing some of them would break",
    "ideal_point_sd": "describes the evidence, not the world",
    "exclusive": "says which orders rule each other out, which the record settles",
    "great_power_clock": "is the bookkeeping of a rule",
    **dict.fromkeys(
        ("project_pending", "project_target", "project_stake", "project_months"),
        "is part of a project that a power has under way; use an act",
    ),
    **dict.fromkeys(
        ("scheduled_actor", "scheduled_target", "scheduled_severity", "scheduled_authorised"),
        "is how acts are prescribed; use an act",
    ),
}
"""Stocks that may not be prescribed, and why."""

NOBODY = -1  # leads an order
SHARES = ("0 to 1", "probability", "share of the system")
MOST = 1e12
WIDEST = {"trend_growth": 0.5, "ideal_point": 10.0, "intentions": 20.0, "arms_baseline": 30.0}
"""How far from zero a variable without natural bounds may be set."""


def prescribable() -> tuple[str, ...]:
    """Names of the variables that may be prescribed.

    Example:
        >>> "legitimacy" in prescribable(), "threat" in prescribable()
        (True, False)
    """
    return tuple(name for name, each in variables().items() if not why_not_variable(each))


def why_not_variable(declared: Variable) -> str:
    """Why this variable may not be prescribed; empty if it may."""
    if declared.kind is not Kind.STOCK:
        what = "happens within a year" if declared.kind is Kind.FLOW else "is an event"
        return (
            f"`{declared.name}` {what} and follows from what the year opens with; a change would "
            "be overwritten. Change a stock, a parameter or a mechanism instead: "
            "`counterpoise variables` says which are stocks."
        )
    if declared.name in REFUSED:
        return f"`{declared.name}` {REFUSED[declared.name]}. It may not be prescribed."
    return ""


def why_not_value(declared: Variable, operation: str, value: float) -> str:
    """Why this operation with this value means nothing; empty if it does."""
    name, unit = declared.name, declared.unit
    if name == "order_leader":
        if operation == "set" and value == NOBODY:
            return ""
        return (
            f"`{name}` names a state, not an amount, and `orders.csv` settles who leads; what may "
            f"be prescribed is that nobody does: `operation: set`, `value: {NOBODY}`"
        )
    if unit == "0 or 1":
        if operation != "set":
            return f"`{name}` is 0 or 1; use `operation: set`"
        return "" if value in (0.0, 1.0) else f"`{name}` is 0 or 1, not {value:g}"
    if unit in SHARES:
        if operation == "add" and unit == "0 to 1" and declared.link is Link.VALUE:
            return "" if abs(value) <= 1.0 else f"`{name}` can move by at most 1, not by {value:g}"
        if operation == "add":
            return f"`{name}` is bounded ({unit}); use `set`, or `multiply` by a share"
        if operation == "set" and not 0.0 <= value <= 1.0:
            return f"`{name}` must lie in [0, 1], not {value:g}"
        if declared.link is Link.SHARE:
            if value <= 0 or value > 1000:
                return f"`{name}` must stay positive; {value:g} is not a share or a factor"
        elif operation == "multiply" and not 0.0 <= value <= 1.0:
            return f"`{name}` is bounded ({unit}); multiply it by a share in [0, 1], not {value:g}"
        return ""
    if declared.link is Link.LOG or name in ("military_personnel", "conflict_stock"):
        if operation == "add":
            return f"`{name}` is positive; use `set`, or `multiply` by a factor"
        if not 0.0 < value <= MOST and not (value == 0.0 and name == "conflict_stock"):
            return f"`{name}` must be positive and at most {MOST:g}, not {value:g}"
        return ""
    widest = WIDEST.get(name, MOST)
    if abs(value) > widest:
        return f"`{name}` ({unit}) can be at most {widest:g} in size, not {value:g}"
    return ""
