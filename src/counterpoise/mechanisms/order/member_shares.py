"""How much of what matters to a state lies inside an order.

    N_io   = sum_k w_ik M_ko                                       of its trade
    N^g_io = sum_k g_ik M_ko / sum_k g_ik,  g_ik = 1/(d_ik + 100)        of its neighbourhood
    N^x_io = sum_k e_ik M_ko / sum_k e_ik,  e_ik = exp(-2 |x_i - x_k|)   of the like-minded
    G_io   = sum_k A_ik C_k M_ko                                   of the power of its allies

The three shares N are rival accounts of one pattern: states join where those that matter to them
are members. Trade, neighbourhood and likeness of mind are correlated, so the three always stand
side by side. The sums run over the other states present. Trade shares sum to one in each row, so
1 - N is the share of trade outside and says nothing that N does not (``identification.py``).

That trade with members draws states in: for free trade agreements Baldwin and Jaimovich (2012,
`baldwin2012`), for accession to the GATT Copelovitch and Ohls (2012, `copelovitch2012`), for some
states; that alignment does rather than trade: Davis and Wilf (2017, `davis2017`). That likeness
passes for contagion, and needs a term of its own beside it: Aral et al. (2009, `aral2009`).

Every order costs one more column of a matrix product, never another matrix.
"""

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from counterpoise.world.dyad import gap

NEAREST_KM = 100.0  # added to every distance, so that a neighbour's weight is finite
LIKENESS = 2.0  # how fast likeness of mind falls with the gap in ideal points


def _share(
    weight: Float[Array, "actor target"],
    among: Bool[Array, "actor target"],
    membership: Float[Array, "target order"],
) -> Float[Array, "actor order"]:
    weight = jnp.where(among, weight, 0.0)
    total = jnp.sum(weight, axis=1, keepdims=True)
    return weight @ membership / jnp.where(total > 0, total, 1.0)


def trade_inside(
    trade_share: Float[Array, "actor target"], membership: Float[Array, "target order"]
) -> Float[Array, "actor order"]:
    """N: share of each state's trade that is with members."""
    return trade_share @ membership


def neighbours_inside(
    distance: Float[Array, "actor target"],
    pairs: Bool[Array, "actor target"],
    membership: Float[Array, "target order"],
) -> Float[Array, "actor order"]:
    """N^g: share of members among the other states, the nearer counting for more."""
    return _share(1.0 / (distance + NEAREST_KM), pairs, membership)


def like_minded_inside(
    ideal_point: Float[Array, " actor"],
    pairs: Bool[Array, "actor target"],
    membership: Float[Array, "target order"],
) -> Float[Array, "actor order"]:
    """N^x: share of members among the other states, the like-minded counting for more."""
    return _share(jnp.exp(-LIKENESS * gap(ideal_point)), pairs, membership)


def guarantee(
    defence_pact: Float[Array, "actor target"],
    capability: Float[Array, " target"],
    membership: Float[Array, "target order"],
) -> Float[Array, "actor order"]:
    """G: capability of a state's allies that are members."""
    return defence_pact @ (capability[:, None] * membership)


def powers_inside(
    capability: Float[Array, " actor"],
    great_power: Float[Array, " actor"],
    membership: Float[Array, "actor order"],
) -> Float[Array, "actor order"]:
    """Share of the other great powers' capability that is inside, as each state sees it."""
    power = (capability * great_power)[:, None]
    inside = power * membership
    others = jnp.sum(power) - power
    return jnp.where(
        others > 0, (jnp.sum(inside, axis=0) - inside) / jnp.where(others > 0, others, 1.0), 0.0
    )
