"""The words that a report uses, in plain language."""

from html import escape

from counterpoise.experiments.provenance import Provenance

WORDS = (
    ("Arm", "One course of events that the scenario describes."),
    (
        "Draw",
        "One set of values for the uncertain parameters. Every arm is run with the same draws and "
        "the same chance events, so that arms can be compared draw by draw.",
    ),
    (
        "Prior",
        "What is assumed about a parameter before any data are used: a range of values, with "
        "weights.",
    ),
    (
        "Posterior",
        "What is believed of a parameter once data have been used. Where it overlaps the prior by "
        "more than 0.8, the parameter is called prior-dominated.",
    ),
    (
        "90% interval",
        "The range that holds nine draws in ten. It measures what assumptions and data leave "
        "open, not sampling error.",
    ),
    (
        "Not distinguishable from zero",
        "The 90% interval of a difference includes zero: nothing settles whether it "
        "is positive or negative.",
    ),
    (
        "Threat",
        "Power, weighed by distance, offensive arms and perceived intentions. Differences are "
        "given as percentages of threat.",
    ),
    (
        "Revisionist",
        "Bent on changing the order of things in one\u2019s own favour, by force if need be.",
    ),
    (
        "Log-odds",
        "A scale for beliefs: 0 is even odds, and each unit up multiplies the odds by about 2.7.",
    ),
    ("Hide", "Do nothing about the power."),
    ("Bandwagon", "Side with the power, out of hope or fear."),
    (
        "Soft balancing",
        "Obstruct the power without arms: in councils and votes, by denying bases, by trade, by "
        "signals of resolve.",
    ),
    ("Hard balancing", "Arm, or seek allies, against the power."),
    (
        "Percentage point",
        "The difference between two percentages: from 24% to 25% is one percentage point.",
    ),
)


ORDER_WORDS = (
    ("Order", "A body of rules with members, which states join, believe in, and sometimes leave."),
    ("Joining hazard", "The probability that a state outside joins in a year."),
    ("Legitimacy", "How far states hold that what the order authorises is right, from 0 to 1."),
    (
        "Private-value entrenchment",
        "The share of the world\u2019s capability held by states that would want the order if "
        "nobody else were in it.",
    ),
    (
        "Contestation",
        "Dispute of the order\u2019s rules by great powers outside it: the more capable they are "
        "and the further from the order they stand, the more.",
    ),
    (
        "Consensus",
        "How far great powers in concert act as one, from 0 (no concert) to 1.",
    ),
    ("Great power", "A state on the recorded list of great powers of the year."),
    (
        "Incumbents and outsiders",
        "Those who belonged, and those who did not, in the year before the one that the scenario "
        "turns on.",
    ),
)


def glossary(provenance: Provenance) -> str:
    """The section of words used."""
    words = (*WORDS[:6], *ORDER_WORDS, *WORDS[-1:]) if provenance.order else WORDS
    items = "".join(f"<dt>{escape(word)}</dt><dd>{escape(text)}</dd>" for word, text in words)
    return (
        '<section aria-labelledby="words"><h2 id="words">Words used</h2>'
        f'<dl class="words">{items}</dl></section>'
    )
