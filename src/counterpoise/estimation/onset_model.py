"""The model's own forecast of the onset of disputes, by the equation that is simulated (3.11).

    Pr(onset in {j, k}) = 1 - (1 - p_jk)(1 - p_kj)        p = sigma(log-odds of ForceInitiation)

The target counts threats and displays of force besides its use, so the parameters are estimated on
the target itself: who was on side A against whom, by the mechanism's own function, under its
estimation priors, on the training years only. The posterior is approximated by the normal
distribution at its mode (with thousands of dyad-years to a parameter the two hardly differ), and a
forecast is the mean over its draws.

A *focal* variant fixes some parameters at zero and is estimated again: only that says what a
mechanism is worth (a parameter set to zero in a fitted model leaves its share to be missed, not to
be taken up by others).
"""

from collections.abc import Sequence
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float
from numpy.typing import NDArray

from counterpoise.estimation.block import Block, Rows, arrays
from counterpoise.estimation.blocks.initiation import Initiation
from counterpoise.estimation.case_control import Occasions, case_control
from counterpoise.estimation.onset_rows import OnsetRows
from counterpoise.estimation.record import Record
from counterpoise.estimation.sampling import Target
from counterpoise.mechanisms.conflict.force import Circumstances, ForceInitiation, Party
from counterpoise.mechanisms.mechanism import Values as Parameters
from counterpoise.mechanisms.parameter import Scalar

Values = NDArray[np.float64]

DRAWS = 200
CONTROLS = 20


class DyadRows(NamedTuple):
    """Undirected dyad-years as the mechanism sees them, from either side."""

    forward: Circumstances
    backward: Circumstances
    begun_1: Float[Array, " row"]
    begun_2: Float[Array, " row"]
    weight: Float[Array, " row"]


class DyadOnset(Block):
    """The likelihood of the onset of a dispute in a dyad, whoever starts it."""

    name = "dyad_onset"
    meaning = "between whom a dispute begins"
    needs = ()
    parameters = Initiation.parameters

    def rows(self, record: Record, random: np.random.Generator) -> Rows:
        """Not from a record: dyad-years come from ``onset_rows``.

        Raises:
            TypeError: Always.
        """
        raise TypeError("the rows of `dyad_onset` come from `sides(onset_rows(record), ...)`")

    def log_likelihood(self, values: Parameters, rows: Rows) -> Float[Array, ""]:
        """Of every onset, by who began it, and of every dyad-year without one."""
        mechanism = ForceInitiation().bind(values)
        assert isinstance(mechanism, ForceInitiation)
        both = _directed(mechanism.log_odds(rows.forward), rows.begun_1) + _directed(
            mechanism.log_odds(rows.backward), rows.begun_2
        )
        return jnp.sum(rows.weight * both)


def _directed(log_odds: Float[Array, " row"], begun: Float[Array, " row"]) -> Float[Array, " row"]:
    return begun * jax.nn.log_sigmoid(log_odds) + (1 - begun) * jax.nn.log_sigmoid(-log_odds)


def log_probability_of_quiet(values: Parameters, rows: DyadRows) -> Float[Array, " row"]:
    """ln((1 - p_jk)(1 - p_kj))."""
    mechanism = ForceInitiation().bind(values)
    assert isinstance(mechanism, ForceInitiation)
    return jax.nn.log_sigmoid(-mechanism.log_odds(rows.forward)) + jax.nn.log_sigmoid(
        -mechanism.log_odds(rows.backward)
    )


def sides(rows: OnsetRows, weight: Values) -> DyadRows:
    """Dyad-years as each of the two sees them."""
    nothing = np.zeros(len(rows))
    parties = (
        (rows.log_capability_1, rows.great_1, rows.democracy_1),
        (rows.log_capability_2, rows.great_2, rows.democracy_2),
    )

    def seen(first: int) -> Circumstances:
        return arrays(
            Circumstances,
            initiator=arrays(Party, *parties[first]),
            punishment=nothing,
            opposed=nothing,
            target=arrays(Party, *parties[1 - first]),
            log_distance=rows.log_distance,
            contiguity=rows.contiguity,
            disagreement=rows.disagreement,
            defence_pact=rows.defence_pact,
            rivalry=rows.rivalry,
            conflict_stock=rows.conflict_stock,
            frailty=rows.frailty,
            relevant=rows.relevant,
        )

    return DyadRows(seen(0), seen(1), *arrays(tuple_of, rows.begun_1, rows.begun_2, weight))


def tuple_of(*values: Array) -> tuple[Array, ...]:
    """Its arguments."""
    return values


class OnsetModel:
    """The model fitted on some dyad-years.

    Attributes:
        draws: By address, the values of each draw.
        mode: By address.
    """

    def __init__(
        self,
        train: OnsetRows,
        without: Sequence[str] = (),
        draws: int = DRAWS,
        seed: int = 0,
    ) -> None:
        """Estimate.

        Args:
            train: Dyad-years of the training years.
            without: Addresses of parameters fixed at zero.
            draws: Of the parameters.
            seed: Of the draws and of the choice of quiet dyad-years.
        """
        block = DyadOnset()
        kept = sample_of(train, np.random.default_rng(seed))
        chosen = train.where(np.isin(np.arange(len(train)), kept.place[0]))
        weight = np.where(kept.happened > 0, 1.0, np.exp(kept.offset))
        priors = {a: p for a, p in block.priors().items() if a not in without}
        self.fixed = dict.fromkeys(without, 0.0)
        with jax.enable_x64(True):
            rows = sides(chosen, weight)
            target = Target([block], priors, self.fixed)
            centre, root = target.mode((rows,))
            noise = np.random.default_rng(seed).normal(size=(draws, len(centre)))
            found = jax.vmap(target.scale.values)(jnp.asarray(centre + noise @ root.T))
            self.mode = {a: float(v) for a, v in target.scale.values(jnp.asarray(centre)).items()}
        self.draws = {address: np.asarray(value, float) for address, value in found.items()}

    def probability(self, rows: OnsetRows) -> Values:
        """Of an onset in each dyad-year: the mean over the draws."""
        with jax.enable_x64(True):
            seen = sides(rows, np.ones(len(rows)))

            @jax.jit
            def total(drawn: dict[str, Array], seen: DyadRows) -> Array:
                def add(sum_: Array, one: dict[str, Array]) -> tuple[Array, None]:
                    values: dict[str, Scalar] = {**self.everything, **one}
                    return sum_ - jnp.expm1(log_probability_of_quiet(values, seen)), None

                return jax.lax.scan(add, jnp.zeros(len(rows)), drawn)[0]

            drawn = {address: jnp.asarray(value) for address, value in self.draws.items()}
            count = len(next(iter(self.draws.values())))
            return np.asarray(total(drawn, seen), float) / count

    @property
    def everything(self) -> dict[str, float]:
        """Defaults of the parameters that are not estimated, and those fixed at zero."""
        from counterpoise.models.catalogue import parameters

        defaults = {a: p.default for a, p in parameters().items() if a.startswith("initiation.")}
        return defaults | self.fixed


def sample_of(train: OnsetRows, random: np.random.Generator) -> Occasions:
    """All onsets, and a part of the quiet dyad-years, weighted by the inverse of that part.

    With tens of controls to a case the weighted likelihood (Manski and Lerman 1977) loses little,
    and unlike an offset it holds where one dyad-year makes two directed rows.
    """
    everything = np.ones(len(train), bool)
    return case_control(everything, train.onset > 0, random, CONTROLS)
