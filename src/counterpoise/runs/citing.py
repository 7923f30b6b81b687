"""Whom to cite for a run that was made, or for a scenario that might be."""

from pathlib import Path

from counterpoise.runs.provenance import citations
from counterpoise.scenarios.assembly import model_of
from counterpoise.scenarios.library import path_of
from counterpoise.scenarios.reading import read_scenario
from counterpoise.scenarios.setting import setting_of


def keys_of(what: str | Path) -> tuple[str, ...]:
    """Keys of ``references.bib`` on which a run or a scenario rests.

    Args:
        what: The directory of a run, a shipped scenario's name, or a scenario file.

    Raises:
        NotARun: The directory holds no run.
        UnknownScenario: There is neither a run nor a scenario of this name.
    """
    if Path(what).is_dir():
        from counterpoise.storage.store import Store

        return Store.open(Path(what)).provenance.citations
    scenario = read_scenario(path_of(what))
    return citations(model_of(scenario), setting_of(scenario))
