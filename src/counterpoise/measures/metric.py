"""The figures that a run reports about a power and those who face it, each declared once."""

from dataclasses import dataclass
from enum import StrEnum


class When(StrEnum):
    """Which years of a run a metric's one figure speaks of."""

    AFTER = "after"  # the mean over the years after the act that the scenario turns on
    ACT = "act"  # the year of that act


@dataclass(frozen=True)
class Metric:
    """A yearly figure of one history.

    Attributes:
        name: As scripts read it.
        label: As tables and figures show it.
        unit: Its unit, in words.
        meaning: One plain sentence.
        when: Which years its one figure in tables speaks of.
    """

    name: str
    label: str
    unit: str
    meaning: str
    when: When = When.AFTER


METRICS: tuple[Metric, ...] = (
    Metric(
        "threat",
        "Threat",
        "ln capability equivalents",
        "Logarithm of the threat that the power poses to others, averaged by their capability",
    ),
    Metric(
        "intentions",
        "Perceived intentions",
        "log-odds",
        "Others' log-odds that the power is revisionist, averaged by their capability",
    ),
    Metric("p_hide", "Hide", "probability", "Probability of hiding, by capability"),
    Metric("p_bandwagon", "Bandwagon", "probability", "Probability of bandwagoning, by capability"),
    Metric(
        "p_soft", "Soft balancing", "probability", "Probability of soft balancing, by capability"
    ),
    Metric(
        "p_internal", "Arming", "probability", "Probability of internal balancing, by capability"
    ),
    Metric(
        "p_external",
        "Seeking allies",
        "probability",
        "Probability of external balancing, by capability",
    ),
    Metric(
        "hard_balancing",
        "Hard balancing",
        "share of political weight",
        "Weight of hard balancing against the power: half votes, half capability",
    ),
    Metric(
        "soft_weight",
        "Soft-balancing weight",
        "share of political weight",
        "Weight of soft balancing against the power: the sum of its four channels",
    ),
    Metric(
        "territorial_denial",
        "Territorial denial",
        "share of political weight",
        "Soft balancing by denying bases and passage",
    ),
    Metric(
        "entangling_diplomacy",
        "Entangling diplomacy",
        "share of political weight",
        "Soft balancing in councils and votes",
    ),
    Metric(
        "economic_strengthening",
        "Economic strengthening",
        "share of political weight",
        "Soft balancing by turning trade away",
    ),
    Metric(
        "resolve",
        "Signals of resolve",
        "share of political weight",
        "Soft balancing by showing that hard balancing is possible",
    ),
    Metric(
        "states_soft",
        "States that balance softly",
        "states",
        "Expected number of states that balance softly against the power",
    ),
    Metric(
        "delay_months",
        "Delay",
        "months",
        "Expected wait from decision to execution of a further use of force on the target",
    ),
    Metric(
        "net_cost_ratio",
        "Net cost ratio",
        "multiple of gross cost",
        "Net cost of the use of force to the power, over its gross cost unopposed",
        When.ACT,
    ),
    Metric(
        "own_distancing",
        "Own distancing",
        "ideal-point units",
        "Others' own movement away from the power in the year, with the power frozen at its start",
        When.ACT,
    ),
    Metric(
        "disputes", "Disputes begun", "disputes a year", "Militarised disputes begun in the system"
    ),
    Metric("wars", "Wars", "wars a year", "Uses of force of war size in the system"),
    Metric("pacts", "Defence pacts", "dyads", "Defence pacts in the system at the year's end"),
    Metric("rivalries", "Rivalries", "dyads", "Strategic rivalries in the system at year's end"),
)

STATE_VARIABLES: tuple[str, ...] = (
    "intentions",
    "threat",
    "p_bandwagon",
    "p_soft",
    "p_internal",
    "p_external",
)
"""Dyadic variables that a run keeps for every state toward the focal power."""
