"""A simulated history as an observer with archives would have it.

What a record holds is what the real one holds: where states stood, who used force on whom and with
what authority, which projects powers carried out. What labels of postures would have said is kept
as the information in them (``posture_information.py``).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array
from numpy.typing import NDArray

from counterpoise.mechanisms.parameter import Parameter
from counterpoise.models.history import Observed, Schedule
from counterpoise.models.model import Model
from counterpoise.propositions.draws import Numbers
from counterpoise.propositions.experiment import IRAQ_2003, UNTREATED, Arm
from counterpoise.propositions.histories import Job, all_whole, run_histories
from counterpoise.propositions.posture_information import ESTIMATED, at_choice, information
from counterpoise.world.world import World


@dataclass(frozen=True, eq=False)
class SyntheticRecord:
    """One history.

    Attributes:
        positions: Ideal points at the end of each year, the start first, [year + 1, actor].
        powers: Actor slots of the great powers, [power].
        alone: Severity of each power's acts without authority, summed, [year, power].
        authorised: The same of acts with authority, [year, power].
        victim: Whether a state was the target of a power's act, [year, actor, power].
        unilateral: Unilateral projects that each power carried out, [year, power].
        soft_weight: Weight of soft balancing against each power, [year, power].
        information: Of labels of postures in each year, [year, parameter, parameter]; without
            parameters in a record that is not labelled.
        truth: Of the parameters that labels inform on, by address.
        address: Seed of the run and number of the history.
    """

    positions: Numbers
    powers: NDArray[np.int64]
    alone: Numbers
    authorised: Numbers
    victim: NDArray[np.bool_]
    unilateral: Numbers
    soft_weight: Numbers
    information: Numbers
    truth: dict[str, float]
    address: tuple[int, int]

    @property
    def years(self) -> int:
        """Its length."""
        return len(self.alone)

    def first(self, years: int) -> "SyntheticRecord":
        """Its first years."""
        return replace(
            self,
            positions=self.positions[: years + 1],
            alone=self.alone[:years],
            authorised=self.authorised[:years],
            victim=self.victim[:years],
            unilateral=self.unilateral[:years],
            soft_weight=self.soft_weight[:years],
            information=self.information[:years],
        )

    def from_labels(self, parameter: str) -> tuple[float, float]:
        """What an analyst with labels of postures would estimate of a parameter.

        Returns:
            The estimate and its standard error, all other parameters estimated beside it.
        """
        total = self.information.sum(axis=0)
        scale = np.sqrt(np.maximum(np.diag(total), 1e-300))
        covariance = np.linalg.pinv(total / np.outer(scale, scale), rcond=1e-10)
        place = ESTIMATED.index(parameter)
        error = float(np.sqrt(max(covariance[place, place], 0.0)) / scale[place])
        if error == 0.0:
            return float("nan"), float("nan")
        shock = np.random.default_rng((*self.address, place)).standard_normal()
        return self.truth[parameter] + error * float(shock), error


@dataclass(frozen=True)
class Archivist:
    """Records what ``SyntheticRecord`` holds, for powers that stay the same throughout."""

    powers: tuple[int, ...]
    labels: tuple[str, ...] = ()

    def __call__(self, model: Model, before: World, after: World, planned: Schedule) -> Observed:
        """The year's entry."""
        powers = jnp.array(self.powers)
        known = after.act_actor >= 0
        by = (after.act_actor[:, None] == powers[None, :]) & known[:, None]
        severity = after.act_severity[:, None] * by
        victim = jnp.zeros((after.actors, len(self.powers)), bool)
        victim = victim.at[jnp.maximum(after.act_target, 0)].max(by)
        return {
            "position_before": before.ideal_point,
            "position": after.ideal_point,
            "alone": jnp.sum(severity * (1.0 - after.act_authorised[:, None]), axis=0),
            "authorised": jnp.sum(severity * after.act_authorised[:, None], axis=0),
            "victim": victim,
            "unilateral": (after.project_executed * (1.0 - after.project_authorised))[powers],
            "soft_weight": after.soft_weight[powers],
            "information": self._information(model, before, after),
        }

    def _information(self, model: Model, before: World, after: World) -> Array:
        if not self.labels:
            return jnp.zeros((0, 0))
        powers = jnp.array(self.powers)
        own = jnp.arange(after.actors)[:, None] == powers[None, :]
        counted = after.present[:, None] * ~own
        values = jnp.stack([jnp.asarray(_bound(model, address)) for address in self.labels])
        stood = at_choice(before, after)
        return information(model, stood, powers, counted, self.labels, values)


def _bound(model: Model, address: str) -> object:
    block, _, name = address.partition(".")
    return getattr(model.mechanism(block), name)


def prior_means(declared: dict[str, Parameter]) -> np.ndarray:
    """Every parameter at its prior mean, which is its default."""
    return np.array([each.default for each in declared.values()])


def synthetic_records(
    years: int,
    histories: int,
    seed: int,
    labelled: bool = False,
    threads: int = 2,
    progress: Callable[[int], None] | None = None,
) -> list[SyntheticRecord]:
    """Histories from the world of 2003 with every parameter at its prior mean.

    Args:
        years: Length of each.
        histories: How many.
        seed: Of their chance.
        labelled: Whether the information in labels of postures is worked out.
        threads: Batches in flight at once; changes no result.
        progress: Called with the number of histories just done.
    """
    from counterpoise.propositions.laboratory import ACTS, scenario_of
    from counterpoise.scenarios.assembly import model_of, orders_of
    from counterpoise.scenarios.schedule import schedules
    from counterpoise.scenarios.setting import setting_of

    stage = replace(IRAQ_2003, years=years)
    scenario = scenario_of(stage, {UNTREATED: Arm("Nothing is done", years=years)})
    setting = setting_of(scenario)
    model = model_of(scenario)
    declared = model.parameters()
    powers = tuple(int(slot) for slot in np.flatnonzero(setting.great_powers > 0))
    schedule = next(iter(schedules(scenario, setting).values()))
    means = prior_means(declared)
    jobs = [Job(schedule, means, number) for number in range(histories)]
    found = all_whole(
        run_histories(
            model,
            setting.build(ACTS, 1, scenario.legitimacy, orders_of(model)),
            tuple(declared),
            jobs,
            Archivist(powers, ESTIMATED if labelled else ()),
            setting.opens,
            seed,
            threads,
            progress,
        )
    )
    truth = dict(zip(declared, means.tolist(), strict=True))
    return [
        SyntheticRecord(
            positions=np.concatenate(
                [found["position_before"][each, :1], found["position"][each]]
            ).astype(float),
            powers=np.array(powers),
            alone=found["alone"][each].astype(float),
            authorised=found["authorised"][each].astype(float),
            victim=found["victim"][each],
            unilateral=found["unilateral"][each].astype(float),
            soft_weight=found["soft_weight"][each].astype(float),
            information=found["information"][each].astype(float),
            truth={address: truth[address] for address in ESTIMATED},
            address=(seed, each),
        )
        for each in range(histories)
    ]
