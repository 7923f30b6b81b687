"""What a report says of where its parameters come from."""

from counterpoise.estimation.standing import Standing, of_standing
from counterpoise.experiments.provenance import Provenance

FROM_PRIORS = (
    "Parameters are drawn from their priors: this shows what the assumptions imply, not what the "
    "data say."
)


def where_from(provenance: Provenance) -> str:
    """In one or two sentences: priors, or which posterior and how much of it the data settled."""
    if not provenance.estimated:
        return FROM_PRIORS
    drawn = provenance.estimated
    settled = len(of_standing(drawn, drawn, Standing.MOVED))
    dominated = len(of_standing(drawn, drawn, Standing.PRIOR_DOMINATED))
    return (
        f"{len(drawn)} parameters are drawn together from what the record has taught "
        f"({provenance.parameters}): the data have moved {settled} of them, and hardly moved "
        f"{dominated}, which are prior-dominated. All others are drawn from their priors: what "
        "rests on them shows what the assumptions imply, not what the data say."
    )
