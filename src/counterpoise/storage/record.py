"""What a run is, as JSON: its provenance, and how its batches are cut.

A schema version lets an old program refuse what it would misread, and a new one say what to do
about a run of before.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from counterpoise.experiments.provenance import Provenance

SCHEMA = 2
PLAN = "plan"


class UnreadableRecord(ValueError):
    """The text is not the provenance of a run."""


class NewerSchema(UnreadableRecord):
    """The run was written by a newer version than this one."""


class OlderSchema(UnreadableRecord):
    """The run was written by a version whose runs are no longer read."""


@dataclass(frozen=True)
class Plan:
    """How a run is cut into batches.

    Attributes:
        size: Candidate draws in a batch.
        states: What is kept of each state: ``yearly``, or the ``mean`` of the years after the act.
        identity: SHA-256 of all that determines what is in a batch.
    """

    size: int
    states: str
    identity: str

    @classmethod
    def of(cls, provenance: Provenance, size: int, states: str) -> "Plan":
        """The plan of a run."""
        return cls(size, states, identity(provenance, size, states))


def identity(provenance: Provenance, size: int, states: str) -> str:
    """What determines a batch, next to its number: scenario, parameters, seed, size, versions."""
    parts = {
        "scenario": hashlib.sha256(provenance.text.encode()).hexdigest(),
        "parameters": [provenance.parameters, dict(provenance.fixed), dict(provenance.priors)],
        "seed": provenance.seed,
        "first_year": provenance.first_year,
        "years": provenance.years,
        "size": size,
        "states": states,
        "versions": dict(provenance.versions),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def run_json(provenance: Provenance, plan: Plan) -> str:
    """The whole record of a run as JSON text."""
    return json.dumps(
        {"schema": SCHEMA, PLAN: asdict(plan), **asdict(provenance)},
        ensure_ascii=False,
        indent=1,
        allow_nan=False,
    )


def run_from_json(text: str) -> tuple[Provenance, Plan]:
    """The record that ``run_json`` wrote.

    Raises:
        NewerSchema: A newer version wrote it.
        OlderSchema: A version of before wrote it.
        UnreadableRecord: It is not JSON, lacks a field, or was changed by hand.
    """
    provenance = from_json(text)
    try:
        plan = Plan(**json.loads(text)[PLAN])
    except (KeyError, TypeError) as error:
        raise UnreadableRecord(f"the record does not say how the run is cut: {error}.") from error
    if plan.identity != identity(provenance, plan.size, plan.states):
        raise UnreadableRecord(
            "the record was changed after the run was begun: scenario, parameters or seed are not "
            "those of its batches."
        )
    return provenance, plan


def to_json(provenance: Provenance) -> str:
    """The provenance as JSON text."""
    return json.dumps(
        {"schema": SCHEMA, **asdict(provenance)}, ensure_ascii=False, indent=1, allow_nan=False
    )


def from_json(text: str) -> Provenance:
    """The provenance that ``to_json`` wrote.

    Raises:
        NewerSchema: A newer version wrote it.
        UnreadableRecord: It is not JSON, or lacks a field; the message names it.
    """
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableRecord(f"the provenance is not JSON: {error}.") from error
    if not isinstance(found, dict) or not isinstance(found.get("schema"), int):
        raise UnreadableRecord("the provenance has no schema version; it is not that of a run.")
    if found["schema"] > SCHEMA:
        raise NewerSchema(
            f"the run has schema {found['schema']}, and this version reads up to {SCHEMA}. "
            "Upgrade counterpoise to open it."
        )
    if found["schema"] < SCHEMA:
        again = f" Run it again: {found['command']}" if "command" in found else ""
        raise OlderSchema(
            f"the run has schema {found['schema']}, of a version whose runs are no longer read."
            f"{again}"
        )
    return _provenance(found)


def _provenance(found: Mapping[str, Any]) -> Provenance:
    optional = {"capability", "sources", "order", "blocs"}
    known = [field.name for field in fields(Provenance)]
    absent = [name for name in known if name not in found and name not in optional]
    if absent:
        raise UnreadableRecord(f"the provenance lacks {', '.join(absent)}.")
    values = {name: found[name] for name in known if name in found}
    for name in ("power", "target", "citations", "capability"):
        if name in values:
            values[name] = tuple(values[name])
    for name in ("states", "sources"):
        if name in values:
            values[name] = tuple(tuple(row) for row in values[name])
    if "blocs" in values:
        values["blocs"] = {title: tuple(codes) for title, codes in values["blocs"].items()}
    return Provenance(**values)
