"""What a report says of where its parameters come from."""

from counterpoise.estimation.posterior import PRIOR_DOMINATED
from counterpoise.experiments.provenance import Provenance

FROM_PRIORS = (
    "Parameters are drawn from their priors: this shows what the assumptions imply, not what the "
    "data say."
)


def where_from(provenance: Provenance) -> str:
    """In one or two sentences: priors, or which posterior and how much of it the data settled."""
    if not provenance.estimated:
        return FROM_PRIORS
    settled = sum(share <= PRIOR_DOMINATED for share in provenance.estimated.values())
    dominated = len(provenance.estimated) - settled
    return (
        f"{len(provenance.estimated)} parameters are drawn together from the "
        f"{provenance.parameters}; of these the data have moved {settled}, and {dominated} are "
        "prior-dominated. All others are drawn from their priors: what rests on them shows what "
        "the assumptions imply, not what the data say."
    )
