"""A run as labelled arrays: every number with its arm, draw, year and state, its unit and meaning.

Figures about the power, and about an order where the run turns on one, are variables over (arm,
draw, year), under the names of ``EVERY_METRIC``. What each state thinks and does, and whether it
belongs, is over (arm, draw, year, actor), under the variable's name with ``_by_state`` added. The
parameters of each draw are in ``parameter_value``.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from counterpoise.experiments.comparison import LN_THREAT
from counterpoise.experiments.provenance import Provenance
from counterpoise.experiments.simulation import Ensemble
from counterpoise.measures.order_metric import EVERY_METRIC, ORDER_STATE_VARIABLES
from counterpoise.models.catalogue import parameters
from counterpoise.storage.record import from_json, to_json
from counterpoise.vocabulary.variables import variables

BY_STATE = "_by_state"
PROVENANCE = "provenance"
IMPLAUSIBLE = "implausible_draws_set_aside"


def to_dataset(ensemble: Ensemble, provenance: Provenance) -> xr.Dataset:
    """The ensemble with its labels.

    Args:
        ensemble: What was observed.
        provenance: What the run was; kept in the dataset's attributes.

    Raises:
        ValueError: The provenance is that of another run: its arms or states do not fit.
    """
    _check(ensemble, provenance)
    addresses = list(ensemble.parameters)
    values = [np.asarray(ensemble.parameters[each], float) for each in addresses]
    dims = {np.ndim(values) for values in ensemble.by_state.values()}
    return labelled(
        ensemble.arms,
        ensemble.years,
        ensemble.numbers,
        ensemble.metrics,
        ensemble.by_state,
        ("arm", "draw", "actor") if dims == {3} else ("arm", "draw", "year", "actor"),
        addresses,
        np.stack(values) if values else np.empty((0, len(ensemble.numbers))),
        ensemble.implausible,
        provenance,
    )


def labelled(
    arms: tuple[str, ...],
    years: np.ndarray,
    numbers: np.ndarray,
    by_metric: Mapping[str, Any],
    by_state: Mapping[str, Any],
    state_dims: tuple[str, ...],
    addresses: list[str],
    parameter_values: Any,
    implausible: int,
    provenance: Provenance,
) -> xr.Dataset:
    """Arrays, in memory or not, with their labels.

    Args:
        arms: Names of the arms.
        years: Calendar years.
        numbers: The number of each draw.
        by_metric: [arm, draw, year] by metric.
        by_state: [arm, draw, (year,) actor] by variable.
        state_dims: Dimensions of what is in ``by_state``.
        addresses: Of the parameters.
        parameter_values: [parameter, draw].
        implausible: How many draws were set aside.
        provenance: What the run was.
    """
    metrics = {metric.name: metric for metric in EVERY_METRIC}
    data: dict[str, xr.Variable] = {}
    for name, values in by_metric.items():
        declared = metrics.get(name)
        data[name] = xr.Variable(
            ("arm", "draw", "year"),
            values,
            {
                "long_name": declared.label if declared else name,
                "units": declared.unit if declared else "unknown",
                "description": declared.meaning if declared else name,
                "speaks_of": declared.when.value if declared else "after",
            },
        )
    over = "" if "year" in state_dims else "; mean over the years after the act"
    for name, values in by_state.items():
        row = variables()["threat" if name == LN_THREAT else name]
        log = "logarithm of " if name == LN_THREAT else ""
        data[f"{name}{BY_STATE}"] = xr.Variable(
            state_dims,
            values,
            {
                "long_name": f"{name.replace('_', ' ')}, {_whose(name, provenance)[0]}",
                "units": f"ln {row.unit}" if log else row.unit,
                "description": f"{log}{row.meaning}; {_whose(name, provenance)[1]}{over}",
            },
        )
    data["parameter_value"] = xr.Variable(
        ("parameter", "draw"),
        parameter_values,
        {
            "long_name": "parameter",
            "units": "see parameter_unit",
            "description": "Value of each parameter in each draw; the same in every arm",
        },
    )
    declared_parameters = parameters()
    units = [
        declared_parameters[each].unit if each in declared_parameters else "unknown"
        for each in addresses
    ]
    return xr.Dataset(
        data_vars=data,
        coords={
            "arm": ("arm", _text(arms), _labels("arm", "name", "Arm of the scenario")),
            "arm_label": (
                "arm",
                _text(provenance.arms[arm] for arm in arms),
                _labels("arm label", "words", "What each arm is"),
            ),
            "draw": (
                "draw",
                np.asarray(numbers, np.int64),
                _labels("draw", "number", "Draw of the parameters; paired across arms"),
            ),
            "year": (
                "year",
                np.asarray(years, np.int64),
                _labels("year", "calendar year", "Simulated year"),
            ),
            "ccode": (
                "actor",
                np.array([state[0] for state in provenance.states], np.int64),
                _labels("state", "COW state number", "Correlates of War number of the state"),
            ),
            "state": (
                "actor",
                _text(state[1] for state in provenance.states),
                _labels("state", "name", "Name of the state"),
            ),
            "parameter": (
                "parameter",
                _text(addresses),
                _labels("parameter", "block.name", "Address of the parameter"),
            ),
            "parameter_unit": (
                "parameter",
                _text(units),
                _labels("unit", "words", "Unit of the parameter"),
            ),
        },
        attrs={
            "title": provenance.title,
            "comment": "Parameters are drawn from their priors."
            if provenance.parameters == "prior"
            else f"Parameters: {provenance.parameters}.",
            "source": f"counterpoise, scenario {provenance.scenario}, run {provenance.run_id}",
            IMPLAUSIBLE: int(implausible),
            PROVENANCE: to_json(provenance),
        },
    )


def to_ensemble(dataset: xr.Dataset) -> Ensemble:
    """The ensemble that a dataset was made from."""
    metrics, by_state = {}, {}
    for name, array in dataset.data_vars.items():
        match array.dims:
            case ("arm", "draw", "year"):
                metrics[str(name)] = array.to_numpy()
            case ("arm", "draw", "year", "actor") | ("arm", "draw", "actor"):
                by_state[str(name).removesuffix(BY_STATE)] = array.to_numpy()
    values = dataset["parameter_value"].to_numpy()
    return Ensemble(
        arms=tuple(str(arm) for arm in dataset["arm"].to_numpy()),
        years=dataset["year"].to_numpy(),
        metrics=metrics,
        by_state=by_state,
        parameters={str(name): values[i] for i, name in enumerate(dataset["parameter"].to_numpy())},
        numbers=dataset["draw"].to_numpy(),
        implausible=int(dataset.attrs.get(IMPLAUSIBLE, 0)),
    )


def provenance_of(dataset: xr.Dataset) -> Provenance:
    """The provenance kept in a dataset's attributes."""
    return from_json(dataset.attrs[PROVENANCE])


def _check(ensemble: Ensemble, provenance: Provenance) -> None:
    if tuple(provenance.arms) != ensemble.arms:
        raise ValueError(
            f"the provenance has the arms {', '.join(provenance.arms)} and the ensemble "
            f"{', '.join(ensemble.arms)}; they must be the same, in the same order."
        )
    for values in ensemble.by_state.values():
        if values.shape[-1] != len(provenance.states):
            raise ValueError(
                f"the provenance names {len(provenance.states)} states and the ensemble has "
                f"{values.shape[-1]} actor slots; name one state for each slot."
            )


def _whose(name: str, provenance: Provenance) -> tuple[str, str]:
    """Toward whom, or in what, a variable of a state is held."""
    if name in ORDER_STATE_VARIABLES:
        return f"in {provenance.order}", f"the order is {provenance.order}"
    return f"toward {provenance.power[1]}", f"the target is {provenance.power[1]}"


def _labels(long_name: str, units: str, description: str) -> dict[str, str]:
    return {"long_name": long_name, "units": units, "description": description}


def _text(words: object) -> np.ndarray:
    return np.array([str(word) for word in words], dtype=str)  # type: ignore[attr-defined]
