"""How fast the likelihoods are sampled, beside statsmodels: ``python -m benchmarks.estimation``.

    python -m benchmarks.estimation                 on a simulated history, no data needed
    python -m benchmarks.estimation --from DIR      on the record of 1950-2014

Force initiation and escalation are logits whose log-odds are linear in what is estimated, so
statsmodels can fit the same model on the same rows: its design matrix is the Jacobian of the
mechanism's own log-odds. It finds a point by iterated least squares, we draw from the posterior by
NUTS; the two must name the same point before times are compared. Where priors matter, they do not:
the difference is given in standard errors, and more than a third of one fails.
"""

import argparse
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import statsmodels.api as sm
from jaxtyping import Array, Float

from counterpoise.estimation.block import Block, Rows
from counterpoise.estimation.blocks.escalation import EscalationBlock, EscalationRows
from counterpoise.estimation.blocks.initiation import Initiation, InitiationRows
from counterpoise.estimation.record import Record
from counterpoise.estimation.sampling import Target, sample
from counterpoise.mechanisms.conflict.escalation import Escalation
from counterpoise.mechanisms.conflict.force import ForceInitiation
from counterpoise.mechanisms.mechanism import Values
from counterpoise.mechanisms.prior import Normal, Prior

APART = 1 / 3  # of a standard error, between the two points
FLAT = Normal(0.0, 100.0)  # so that both fit the same model


@dataclass(frozen=True)
class Logit:
    """A block that is a logit, and how its rows become one.

    Attributes:
        block: The likelihood.
        log_odds: The mechanism's log-odds of each row.
        outcome: What happened.
    """

    block: Block
    log_odds: Callable[[Values, Rows], Float[Array, " row"]]
    outcome: Callable[[Rows], Float[Array, " row"]]


def _initiation(values: Values, rows: InitiationRows) -> Float[Array, " row"]:
    mechanism = ForceInitiation().bind(values)
    assert isinstance(mechanism, ForceInitiation)
    return mechanism.log_odds(rows.circumstances) + rows.offset


def _escalation(values: Values, rows: EscalationRows) -> Float[Array, " row"]:
    mechanism = Escalation().bind(values)
    assert isinstance(mechanism, Escalation)
    return mechanism.log_odds(rows.dispute)


LOGITS = (
    Logit(Initiation(), _initiation, lambda rows: rows.happened),
    Logit(EscalationBlock(), _escalation, lambda rows: rows.war),
)


@dataclass(frozen=True)
class Beside:
    """One block, sampled by us and fitted by statsmodels.

    Attributes:
        block: Its name.
        rows: Occasions.
        parameters: How many.
        point_s: Seconds of statsmodels' point fit.
        mode_s: Seconds of our mode, compiled.
        nuts_s: Seconds of NUTS, four chains, warm-up and compiling included.
        effective: Smallest bulk effective sample size.
        apart: Largest distance between our mode and theirs, in standard errors.
    """

    block: str
    rows: int
    parameters: int
    point_s: float
    mode_s: float
    nuts_s: float
    effective: float
    apart: float


def beside(logit: Logit, record: Record, draws: int = 1000, warm_up: int = 1000) -> Beside:
    """Sample a block and fit the same logit with statsmodels.

    Args:
        logit: What to fit.
        record: What was observed.
        draws: Kept draws of each of four chains.
        warm_up: Transitions before them.

    Raises:
        ArithmeticError: The two disagree on the point.
    """
    with jax.enable_x64(True):
        rows = logit.block.rows(record, np.random.default_rng(0))
        every = logit.block.priors()
        design, offset = linear(logit, rows, tuple(every))
        happened = np.asarray(logit.outcome(rows), float)
        told = design.std(axis=0) > 0  # a term that never varies says nothing
        told |= np.abs(design - 1.0).max(axis=0) == 0  # but for the constant
        own = {a: prior for (a, prior), varies in zip(every.items(), told, strict=True) if varies}
        held = dict.fromkeys((a for a in every if a not in own), 0.0)
        flat: Mapping[str, Prior] = dict.fromkeys(own, FLAT)
        began = time.perf_counter()
        model = sm.GLM(happened, design[:, told], family=sm.families.Binomial(), offset=offset)
        fit = model.fit()
        point_s = time.perf_counter() - began

        target = Target([logit.block], flat, held)
        target.mode((rows,))
        began = time.perf_counter()
        centre, _ = target.mode((rows,))
        mode_s = time.perf_counter() - began
        mode = target.scale.values(jnp.asarray(centre))
        ours = np.array([float(mode[address]) for address in own])
        apart = float(np.max(np.abs(ours - fit.params) / fit.bse))
        if apart > APART:
            raise ArithmeticError(
                f"{logit.block.name}: our mode and statsmodels' are {apart:.2f} standard errors "
                "apart; they fit different models, and no times are compared."
            )
        began = time.perf_counter()
        found = sample(Target([logit.block], own, held), (rows,), 0, draws, warm_up, 4)
        nuts_s = time.perf_counter() - began
    effective = min(each.bulk for each in found.diagnoses.values())
    return Beside(
        logit.block.name, len(happened), len(own), point_s, mode_s, nuts_s, effective, apart
    )


def linear(logit: Logit, rows: Rows, addresses: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """The design matrix, [row, parameter], and what the log-odds are without any effect."""

    def odds(at: Array) -> Array:
        return logit.log_odds(dict(zip(addresses, at, strict=True)), rows)

    zero = jnp.zeros(len(addresses))
    return np.asarray(jax.jacfwd(odds)(zero)), np.asarray(odds(zero))


def the_record(directory: Path | None) -> Record:
    """The record of 1950-2014, or where no folder is named a simulated history of thirty years."""
    if directory is not None:
        from counterpoise.estimation.observed_record import observed_record

        return observed_record(1950, 2014, directory)
    from benchmarks.workload import world_of
    from counterpoise.estimation.simulated_record import simulated_record
    from counterpoise.models.balance_of_threat import balance_of_threat

    model = balance_of_threat()
    values = {a: each.default for a, each in model.parameters().items()}
    values |= {"initiation.i0": 1.0, "escalation.w0": -1.5}  # enough of both to learn from
    return simulated_record(model, world_of(40), values, 20, 0)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.estimation", description=__doc__)
    parser.add_argument("--from", dest="directory", type=Path, help="folder of the sources")
    record = the_record(parser.parse_args().directory)
    out = sys.stdout
    out.write(
        "| block | rows | parameters | statsmodels, point (s) | our mode (s) | "
        "NUTS, 4 chains (s) | effective draws | ms per effective draw | points apart (se) |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
    )
    for logit in LOGITS:
        each = beside(logit, record)
        out.write(
            f"| {each.block} | {each.rows:,} | {each.parameters} | {each.point_s:.2f} | "
            f"{each.mode_s:.2f} | {each.nuts_s:.1f} | {each.effective:,.0f} | "
            f"{1e3 * each.nuts_s / each.effective:.1f} | {each.apart:.3f} |\n"
        )
        out.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
