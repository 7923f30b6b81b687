"""P5 on the record: the four conditions without which the word soft balancing is not used.

Target-specificity, a threat gradient, substitution and cost-bearing, as ``measures`` reports them
for the United States around 2003. The rule that was fixed: the claim is refuted where movement away
from the power does not exceed movement away from powers like it.
"""

from pathlib import Path

from counterpoise.measures.discriminant import Condition, Verdict
from counterpoise.measures.record.conditions import discriminant
from counterpoise.propositions.draws import Estimate
from counterpoise.propositions.observation import NoEvidence, Observed, Row
from counterpoise.propositions.on_record import needs_record

POWER, YEARS = "USA", (2001, 2005)


@needs_record
def four_conditions(directory: Path) -> Observed:
    """Every condition that can be measured, and whether the first one fails."""
    tested = discriminant(POWER, YEARS, directory=directory)
    rows, remarks, known = [], [], []
    for each in tested:
        if each.condition is None:
            remarks.append(f"{each.name}: not measured, {each.reason}.")
            continue
        found = each.condition
        known.append(found)
        rows.append(
            Row(each.name, _estimate(found), f"{each.verdict_words}; n = {found.observations}")
        )
    if not rows:
        raise NoEvidence("none of the four conditions could be measured")
    first = rows[0]
    holding = sum(each.verdict is Verdict.HOLDS for each in known)
    return Observed(
        first.estimate,
        f"{first.label}, {YEARS[0]}-{YEARS[1]}",
        tuple(rows),
        (
            *remarks,
            f"{holding} of the {len(known)} conditions measured hold; all four are required before "
            "anything is called soft balancing.",
        ),
        refutes=not first.estimate.low > 0.0,
    )


def _estimate(found: Condition) -> Estimate:
    return Estimate(float(found.value), float(found.low), float(found.high))
