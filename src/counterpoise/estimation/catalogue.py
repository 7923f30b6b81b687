"""Every likelihood by name."""

from counterpoise.estimation.block import Block
from counterpoise.estimation.blocks.alliances import AlliancesBlock
from counterpoise.estimation.blocks.arms import Arms
from counterpoise.estimation.blocks.distancing import Distancing
from counterpoise.estimation.blocks.drift import Drift
from counterpoise.estimation.blocks.escalation import EscalationBlock
from counterpoise.estimation.blocks.growth import GrowthBlock
from counterpoise.estimation.blocks.initiation import Initiation
from counterpoise.estimation.blocks.orders import OrdersBlock
from counterpoise.estimation.blocks.postures import PosturesBlock
from counterpoise.estimation.blocks.rivalry import RivalryBlock
from counterpoise.vocabulary.near_miss import did_you_mean

BLOCKS: tuple[Block, ...] = (
    Initiation(),
    EscalationBlock(),
    RivalryBlock(),
    Distancing(),
    AlliancesBlock(),
    Arms(),
    GrowthBlock(),
    Drift(),
    OrdersBlock(),
)
"""What ``all`` means."""

ON_REQUEST: tuple[Block, ...] = (PosturesBlock(),)
"""Estimated only where they are named: they ask for more of the record, and take longer."""

EVERY = (*BLOCKS, *ON_REQUEST)


class UnknownBlock(ValueError):
    """No likelihood has this name."""


def blocks() -> dict[str, Block]:
    """The likelihoods by name."""
    return {block.name: block for block in EVERY}


def block(name: str) -> Block:
    """The likelihood of this name.

    Raises:
        UnknownBlock: There is none; the message names the nearest.
    """
    try:
        return blocks()[name]
    except KeyError:
        raise UnknownBlock(
            f"no block is called {name!r}.{did_you_mean(name, blocks())} "
            f"The blocks are {', '.join(blocks())}; `all` is every one "
            f"but {', '.join(each.name for each in ON_REQUEST)}."
        ) from None
