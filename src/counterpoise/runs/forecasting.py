"""A forecast of years to come: paths from the world of the last year on record, state by state."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counterpoise.runs.hindcasting import FIRST_VOTES, LAST_DISPUTES, BadHindcast
from counterpoise.vocabulary.near_miss import did_you_mean

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
FEWEST_YEARS = 10  # of training


@dataclass(frozen=True)
class ForecastSpec:
    """What to forecast.

    Attributes:
        first, last: Years.
        target: A variable of states, or a yearly target such as ``HT1``.
        draws: Paths.
        directory: Where the sources lie.
        seed: Of everything drawn.
    """

    first: int
    last: int
    target: str
    draws: int = 200
    directory: Path | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        earliest, latest = FIRST_VOTES + FEWEST_YEARS, LAST_DISPUTES + 1
        if not earliest <= self.first <= latest or self.last < self.first:
            raise BadHindcast(
                f"--from {self.first} --to {self.last}: a forecast begins in {earliest} to "
                f"{latest} (disputes are known to {LAST_DISPUTES}) and runs forward."
            )


def forecast(spec: ForecastSpec, tell: Callable[[str], None] | None = None) -> dict[str, Any]:
    """Quantiles by year and, of a variable of states, by state.

    Raises:
        BadHindcast: There is no such target.
        AbsentSource: A source is not there.
    """
    import numpy as np

    from counterpoise.estimation.observed_record import observed_record
    from counterpoise.estimation.path_hindcast import forecast_paths
    from counterpoise.estimation.paths import STATE
    from counterpoise.estimation.targets import target
    from counterpoise.estimation.yearly_targets import FORECAST, SCALED
    from counterpoise.vocabulary.states import members

    yearly = {name: series for name, series in FORECAST.items() if name not in SCALED}
    yearly = {name: series for name, series in yearly.items() if not target(name).atop}
    if spec.target not in STATE and spec.target not in yearly:
        known = (*STATE, *yearly)
        raise BadHindcast(
            f"--target {spec.target}: there is no such forecast."
            f"{did_you_mean(spec.target, known)} Use one of {', '.join(known)}."
        )
    train_to = spec.first - 1
    record = observed_record(FIRST_VOTES, train_to, spec.directory)
    found = forecast_paths(
        record,
        FIRST_VOTES,
        train_to,
        spec.last - train_to,
        spec.draws,
        spec.directory,
        spec.seed,
        variant=False,
        tell=tell,
    )
    years = found.own.years.tolist()
    head = {
        "target": spec.target,
        "train_to": train_to,
        "years": years,
        "draws": spec.draws,
        "quantiles": list(QUANTILES),
        "filled_by_rule": found.gaps.filled,
    }
    if spec.target in yearly:
        values = np.quantile(found.own.series[yearly[spec.target]], QUANTILES, axis=0)
        return head | {"system": values.T.tolist()}
    values = np.quantile(found.own.states[spec.target], QUANTILES, axis=0)
    names = {each.ccode: each.name for each in members(train_to)}
    return head | {
        "states": [
            {
                "ccode": int(code),
                "name": names.get(int(code), str(code)),
                "values": values[:, :, place].T.tolist(),
            }
            for place, code in enumerate(found.own.codes)
        ]
    }
