"""The figures that a run reports about an order, each declared once, beside those about a power.

A model without the mechanism that a figure speaks of does not have the figure: nobody joins where
nothing moves membership, and there is no consensus without a concert.
"""

from counterpoise.measures.metric import METRICS, Metric

ORDER_METRICS: tuple[Metric, ...] = (
    Metric("members", "Members", "states", "States that belong to the order at the year's end"),
    Metric("order_heads", "Coverage by heads", "share", "Share of the states that are members"),
    Metric(
        "order_capability",
        "Coverage by capability",
        "share",
        "Share of the system's capability that members hold",
    ),
    Metric(
        "order_trade",
        "Coverage by trade",
        "share",
        "Share of the system's trade that is between members; zero where no trade is on record",
    ),
    Metric(
        "order_powers",
        "Great powers inside",
        "share",
        "Share of the great powers that are members",
    ),
    Metric(
        "order_powers_capability",
        "Great-power capability inside",
        "share",
        "Share of the great powers' capability that is inside",
    ),
    Metric(
        "joining_hazard",
        "Joining hazard",
        "probability",
        "Mean probability that a state outside joins in the year; zero where nobody is outside",
    ),
    Metric(
        "exit_hazard",
        "Exit hazard",
        "probability",
        "Mean probability that a member leaves in the year; zero where nobody is inside",
    ),
    Metric("joined", "Accessions", "states a year", "States that became members in the year"),
    Metric("left", "Exits", "states a year", "States that ceased to be members in the year"),
    Metric(
        "order_legitimacy",
        "Legitimacy",
        "0 to 1",
        "How right states find what the order authorises, averaged by political weight",
    ),
    Metric(
        "entrenchment",
        "Private-value entrenchment",
        "share",
        "Share of capability held by states that would want the order if nobody else were in it",
    ),
    Metric(
        "contestation",
        "Contestation",
        "0 to 1",
        "How far great powers outside the order contest its rules",
    ),
    Metric(
        "prospective_punishment",
        "Punishment in prospect",
        "share",
        "Share of the power's trade that members would cut if it used unauthorised force now",
    ),
    Metric(
        "unauthorised_force",
        "Unauthorised force by the power",
        "acts a year",
        "War-size uses of force by the power that no order authorised",
    ),
    Metric(
        "power_disputes",
        "Great-power disputes",
        "disputes a year",
        "Pairs of great powers between whom one used force on the other",
    ),
    Metric(
        "power_wars",
        "Great-power wars",
        "wars a year",
        "Pairs of great powers whose dispute became a war",
    ),
    Metric(
        "consensus", "Consensus", "0 to 1", "State of the concert: how far great powers act as one"
    ),
    Metric(
        "congresses",
        "Congresses",
        "congresses a year",
        "Disputes of great powers over which the powers met",
    ),
)

ORDER_STATE_VARIABLES: tuple[str, ...] = ("membership", "legitimacy")
"""What a run that turns on an order keeps of every state in it."""

EVERY_METRIC: tuple[Metric, ...] = (*ORDER_METRICS, *METRICS)
"""Figures about an order, where a run turns on one, and figures about a power."""
