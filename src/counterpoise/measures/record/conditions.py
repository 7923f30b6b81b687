"""The four discriminant conditions on the record, for one power.

Own-distancing of every state in every year (the power frozen at the year before) is set against
structural threat a year before, which leaves intentions and so the ideal points out: a threat that
was made of ideal points would explain their movement by itself. Placebo powers are, by default, the
major powers nearest to the power in the first year.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np

from counterpoise.data.problem import SourceProblem
from counterpoise.measures.discriminant import (
    Condition,
    cost_bearing,
    substitution,
    target_specificity,
    threat_gradient,
)
from counterpoise.measures.own_distancing import own_distancing
from counterpoise.measures.record.positions import Positions, name_of, positions
from counterpoise.measures.record.system import System
from counterpoise.measures.record.threatened import on_states, surroundings, threat_in
from counterpoise.measures.soft_balancing import DRAWS, draw_positions, movement
from counterpoise.mechanisms.geography import Geography, contest
from counterpoise.vocabulary.states import state

PLACEBOS = 2


@dataclass(frozen=True)
class Tested:
    """A condition as reported, or why it could not be measured."""

    name: str
    meaning: str
    condition: Condition | None = None
    reason: str = ""

    @property
    def shown(self) -> str:
        """The number with its interval."""
        if self.condition is None:
            return "not measured"
        found = self.condition
        return f"{found.value:+.3f} ({found.low:+.3f} to {found.high:+.3f})"

    @property
    def verdict_words(self) -> str:
        """Holds, fails, not distinguishable from zero, or why it was not measured."""
        return self.reason if self.condition is None else self.condition.verdict.value

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        found = self.condition
        if found is None:
            return {"name": self.name, "verdict": None, "reason": self.reason}
        return {
            "name": self.name,
            "meaning": self.meaning,
            "value": found.value,
            "q05": found.low,
            "q95": found.high,
            "expected_sign": found.expected,
            "observations": found.observations,
            "verdict": found.verdict.value,
        }


def discriminant(
    of: str | int,
    years: tuple[int, int],
    vote_set: str = "all",
    placebos: list[str] | None = None,
    directory: Path | str | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> list[Tested]:
    """Measure the four conditions.

    Raises:
        SourceProblem: The positions lack the power or the years, or a source is absent.
    """
    record = positions(vote_set, directory)
    power = state(of, years[1]).ccode
    record.column(power, years[0])
    record.column(power, years[1])
    found = surroundings(years, directory, ("trade:flow1,flow2",))
    chosen = [state(each, years[1]).ccode for each in placebos] if placebos else None
    specific = _specificity(
        record, power, years, chosen or nearest_majors(record, found, power, years), draws, seed
    )
    rows = _observations(record, found, power, years)
    effects = {name: rows[name] for name in ("state", "year", "variance")}
    distancing, threat, gap = rows["distancing"], rows["threat"], rows["gap"]
    return [
        specific,
        _tried("threat gradient", lambda: threat_gradient(distancing, threat, gap, **effects)),
        _tried(
            "substitution",
            lambda: substitution(distancing, rows["feasibility"], threat, gap, **effects),
        ),
        _tried(
            "cost-bearing",
            lambda: cost_bearing(rows["growth"], distancing, rows["state"], rows["year"]),
        ),
    ]


def nearest_majors(
    record: Positions, found: System, power: int, years: tuple[int, int]
) -> list[int]:
    """The major powers with positions in both years, the nearest to the power first."""
    first = record.row(years[0])
    major = found.state["majors"][0] > 0
    candidates = []
    for ccode in found.ccodes[major].tolist():
        place = np.flatnonzero(record.ccodes == ccode)
        if ccode == power or not len(place):
            continue
        ends = record.point[[first, record.row(years[1])], place[0]]
        if np.isfinite(ends).all():
            apart = abs(ends[0] - record.point[first, record.column(power, years[0])])
            candidates.append((float(apart), int(ccode)))
    if not candidates:
        raise SourceProblem(
            "no other major power has positions in both years. Name placebos with --placebos."
        )
    return [ccode for _, ccode in sorted(candidates)[:PLACEBOS]]


def _specificity(
    record: Positions, power: int, years: tuple[int, int], others: list[int], draws: int, seed: int
) -> Tested:
    ends = [record.row(year) for year in years]
    drawn = draw_positions(record.quantiles[ends], draws, seed)
    toward = movement(drawn, record.column(power, years[0]))
    placebos = {
        name_of(each, years[1]): movement(drawn, record.column(each, years[0])) for each in others
    }
    condition = target_specificity(toward, placebos)
    return Tested(condition.name, condition.meaning, condition)


def _observations(
    record: Positions, found: System, power: int, years: tuple[int, int]
) -> dict[str, np.ndarray]:
    """One row for each state and pair of neighbouring years."""
    j = found.column(power)
    geography = Geography()
    gamma = float(geography.gamma)
    parts: dict[str, list[np.ndarray]] = {}
    flows = found.dyad["flow1"] + found.dyad["flow2"]
    for year in range(years[0] + 1, years[1] + 1):
        t = found.row(year)
        before, after, sd_before, sd_after = (
            on_states(record, values, found, when)
            for values, when in (
                (record.point, year - 1),
                (record.point, year),
                (record.sd, year - 1),
                (record.sd, year),
            )
        )
        power_before = before[j : j + 1]
        moved = np.asarray(own_distancing(before, after, power_before))
        arriving = found.state["cinc"][t - 1, j] * np.power(
            1.0 + found.dyad["mindist"][t - 1, :, j] / float(geography.d0), -float(geography.eta)
        )
        own = found.state["cinc"][t - 1]
        feasible = np.asarray(contest(jnp.asarray(own**gamma), jnp.asarray(arriving**gamma)))
        with np.errstate(divide="ignore", invalid="ignore"):
            growth = (
                np.log(flows[t + 1, :, j]) - np.log(flows[t, :, j])
                if t + 1 < len(found.years)
                else np.full(len(own), np.nan)
            )
        others = np.arange(len(own)) != j
        row = {
            "distancing": moved,
            "threat": threat_in(found, year - 1).log_threat[:, j],
            "gap": np.abs(before - power_before),
            "feasibility": feasible.astype(float),
            "growth": np.where(np.isfinite(growth), growth, np.nan),
            "variance": sd_before**2 + sd_after**2,
            "state": found.ccodes,
            "year": np.full(len(own), year),
        }
        for name, values in row.items():
            parts.setdefault(name, []).append(values[others])
    return {name: np.concatenate(values) for name, values in parts.items()}


def _tried(name: str, measured: Callable[[], Condition]) -> Tested:
    try:
        condition = measured()
    except ValueError as error:
        return Tested(name, "", None, str(error))
    return Tested(condition.name, condition.meaning, condition)
