"""A simulator of balance-of-threat politics.

    import counterpoise as cp

    found = cp.run("iraq-2003", draws=50)
    found.summary()

Importing is quick and configures nothing; what is named here is loaded when it is first used.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "run": "counterpoise.runs.run",
    "Run": "counterpoise.runs.run",
    "RunSpec": "counterpoise.runs.spec",
    "Scenario": "counterpoise.scenarios.scenario",
    "ScenarioError": "counterpoise.scenarios.problem",
    "read_scenario": "counterpoise.scenarios.reading",
    "parse_scenario": "counterpoise.scenarios.reading",
    "load_world": "counterpoise.world.snapshot",
    "open_run": "counterpoise.storage.store",
    "panel": "counterpoise.data.panel",
    "sensitivity": "counterpoise.runs.sensitivity",
    "sweep": "counterpoise.runs.sweep",
    "discover": "counterpoise.runs.discovery",
}
_NAMED = {"load_world": "load"}

__all__ = ["__version__", *sorted(_HOMES)]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("counterpoise")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), _NAMED.get(name, name))
    raise AttributeError(f"module 'counterpoise' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
