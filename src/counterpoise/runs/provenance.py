"""What goes on record of a run: how to repeat it, and whom to cite."""

from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from io import StringIO
from pathlib import Path
from secrets import token_hex

import numpy as np
from ruamel.yaml import YAML

from counterpoise.estimation.posterior import Posterior
from counterpoise.experiments.provenance import Provenance
from counterpoise.mechanisms.geography import Geography
from counterpoise.mechanisms.prior import Prior
from counterpoise.models.model import Model
from counterpoise.runs.spec import RunSpec
from counterpoise.scenarios.scenario import Scenario
from counterpoise.scenarios.setting import Setting

PACKAGES = ("counterpoise", "jax", "jaxlib", "equinox", "numpy", "scipy")


def citations(model: Model, setting: Setting) -> tuple[str, ...]:
    """Keys of ``references.bib`` on which a run rests: its theories, its numbers, its data."""
    found = [*Geography.cites]
    for mechanism in model.mechanisms:
        found.extend(mechanism.cites)
    for declared in model.parameters().values():
        found.extend(declared.cites)
    for row in setting.sources:
        found.extend(row.get("citation", "").split())
    return tuple(sorted(set(found)))


def versions() -> dict[str, str]:
    """Versions of the packages that compute a run."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "unknown"
    return found


def scenario_text(scenario: Scenario) -> str:
    """The scenario as it is run, in YAML that can be run again."""
    text = StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    writer.width = 100
    writer.dump(scenario.model_dump(mode="python", by_alias=True, exclude_none=True), text)
    return text.getvalue()


def _title(scenario: Scenario, setting: Setting) -> str:
    """What the order that a scenario turns on is called for people."""
    if scenario.order is None:
        return ""
    slot = setting.orders.index(scenario.order)
    return setting.blocs[slot].title if setting.blocs else scenario.order


def estimated(
    model: Model,
    fixed: Mapping[str, float],
    priors: Mapping[str, Prior],
    posterior: Posterior | None,
) -> dict[str, float]:
    """The parameters of a run that are drawn from the posterior, and its overlap with the prior."""
    if posterior is None:
        return {}
    drawn = (each for each in model.parameters() if each in posterior.values)
    free = (each for each in drawn if each not in fixed and each not in priors)
    return {address: posterior.overlaps.get(address, 1.0) for address in free}


def located(choice: str) -> str:
    """A choice of a posterior that means the same from any directory."""
    path = Path(choice)
    return str(path.absolute()) if path.exists() else choice


def provenance(
    spec: RunSpec,
    scenario: Scenario,
    text: str,
    setting: Setting,
    model: Model,
    fixed: Mapping[str, float],
    priors: Mapping[str, Prior],
    now: datetime,
    posterior: Posterior | None = None,
    choice: str = "",
) -> Provenance:
    """The record of a run; ``choice`` is how the posterior was named."""

    def place(typed: str | int) -> tuple[int, str]:
        found = setting.places[setting.slot(typed)]
        return found.ccode, found.name

    first_year = scenario.first_year or setting.opens
    return Provenance(
        run_id=f"{scenario.name}-{now:%Y%m%d-%H%M%S}-{token_hex(3)}",
        scenario=scenario.name,
        title=scenario.title,
        question=" ".join(scenario.question.split()),
        text=text,
        arms={name: arm.label for name, arm in scenario.arms.items()},
        draws=scenario.draws,
        years=scenario.years,
        first_year=first_year,
        act_year=scenario.act_year,
        seed=scenario.seed,
        parameters="prior" if posterior is None else posterior.label,
        posterior="" if posterior is None else located(choice),
        estimated=estimated(model, fixed, priors, posterior),
        fixed={address: float(value) for address, value in fixed.items()},
        priors={address: str(prior) for address, prior in priors.items()},
        power=place(scenario.power),
        target=place(scenario.target),
        states=tuple((p.ccode, p.name, p.latitude, p.longitude) for p in setting.places),
        versions=versions(),
        citations=citations(model, setting),
        created=now.isoformat(timespec="seconds"),
        command=spec.command,
        capability=tuple(float(share) for share in np.asarray(setting.capability)),
        sources=tuple(
            (row.get("column", ""), row.get("source", ""), row.get("licence", ""))
            for row in setting.sources
        ),
        order=_title(scenario, setting),
        blocs={}
        if scenario.order is None
        else {bloc.title: bloc.members for bloc in setting.blocs if bloc.members},
    )
