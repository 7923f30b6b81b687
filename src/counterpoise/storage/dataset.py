"""A run as labelled arrays: every number with its arm, draw, year and state, its unit and meaning.

Figures about the power are variables over (arm, draw, year), under the names of ``METRICS``. What
each state thinks and does is over (arm, draw, year, actor), under the variable's name with
``_by_state`` added. The parameters of each draw are in ``parameter_value``.
"""

import numpy as np
import xarray as xr

from counterpoise.experiments.ensemble import Ensemble
from counterpoise.experiments.provenance import Provenance
from counterpoise.measures.metric import METRICS
from counterpoise.models.catalogue import parameters
from counterpoise.storage.manifest import from_json, to_json
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
    metrics = {metric.name: metric for metric in METRICS}
    data: dict[str, xr.Variable] = {}
    for name, values in ensemble.metrics.items():
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
    for name, values in ensemble.by_state.items():
        row = variables()[name]
        data[f"{name}{BY_STATE}"] = xr.Variable(
            ("arm", "draw", "year", "actor"),
            values,
            {
                "long_name": f"{name.replace('_', ' ')}, toward {provenance.power[1]}",
                "units": row.unit,
                "description": f"{row.meaning}; the target is {provenance.power[1]}",
            },
        )
    addresses = list(ensemble.parameters)
    data["parameter_value"] = xr.Variable(
        ("parameter", "draw"),
        np.stack([np.asarray(ensemble.parameters[each], float) for each in addresses])
        if addresses
        else np.empty((0, len(ensemble.numbers))),
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
            "arm": ("arm", _text(ensemble.arms), _labels("arm", "name", "Arm of the scenario")),
            "arm_label": (
                "arm",
                _text(provenance.arms[arm] for arm in ensemble.arms),
                _labels("arm label", "words", "What each arm is"),
            ),
            "draw": (
                "draw",
                np.asarray(ensemble.numbers, np.int64),
                _labels("draw", "number", "Draw of the parameters; paired across arms"),
            ),
            "year": (
                "year",
                np.asarray(ensemble.years, np.int64),
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
            IMPLAUSIBLE: int(ensemble.implausible),
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
            case ("arm", "draw", "year", "actor"):
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
        if values.shape[3] != len(provenance.states):
            raise ValueError(
                f"the provenance names {len(provenance.states)} states and the ensemble has "
                f"{values.shape[3]} actor slots; name one state for each slot."
            )


def _labels(long_name: str, units: str, description: str) -> dict[str, str]:
    return {"long_name": long_name, "units": units, "description": description}


def _text(words: object) -> np.ndarray:
    return np.array([str(word) for word in words], dtype=str)  # type: ignore[attr-defined]
