"""The provenance of a run as JSON, with a schema version that old programs refuse to misread."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from counterpoise.experiments.provenance import Provenance

__all__ = ["SCHEMA", "NewerSchema", "Provenance", "UnreadableManifest", "from_json", "to_json"]

SCHEMA = 1


class UnreadableManifest(ValueError):
    """The text is not the provenance of a run."""


class NewerSchema(UnreadableManifest):
    """The run was written by a newer version than this one."""


def to_json(provenance: Provenance) -> str:
    """The provenance as JSON text."""
    return json.dumps(
        {"schema": SCHEMA, **asdict(provenance)}, ensure_ascii=False, indent=1, allow_nan=False
    )


def from_json(text: str) -> Provenance:
    """The provenance that ``to_json`` wrote.

    Raises:
        NewerSchema: A newer version wrote it.
        UnreadableManifest: It is not JSON, or lacks a field; the message names it.
    """
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableManifest(f"the provenance is not JSON: {error}.") from error
    if not isinstance(found, dict) or not isinstance(found.get("schema"), int):
        raise UnreadableManifest("the provenance has no schema version; it is not that of a run.")
    if found["schema"] > SCHEMA:
        raise NewerSchema(
            f"the run has schema {found['schema']}, and this version reads up to {SCHEMA}. "
            "Upgrade counterpoise to open it."
        )
    return _provenance(found)


def _provenance(found: Mapping[str, Any]) -> Provenance:
    optional = {"capability", "sources"}
    known = [field.name for field in fields(Provenance)]
    absent = [name for name in known if name not in found and name not in optional]
    if absent:
        raise UnreadableManifest(f"the provenance lacks {', '.join(absent)}.")
    values = {name: found[name] for name in known if name in found}
    for name in ("power", "target", "citations", "capability"):
        if name in values:
            values[name] = tuple(values[name])
    for name in ("states", "sources"):
        if name in values:
            values[name] = tuple(tuple(row) for row in values[name])
    return Provenance(**values)
