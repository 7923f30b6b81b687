"""What came of a study, whatever its kind: rows for a table, a drawing, and files.

study.json     what was asked, what was found, and with which versions
table.csv      the rows of the table
points.parquet every point, or draw, with its outcome
figure.svg, figure.png
"""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from counterpoise.runs.output import CannotWrite, cannot, new_place, require_room
from counterpoise.runs.provenance import versions
from counterpoise.storage.durable import AlreadyThere, new_directory

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

ROOM = 64_000_000  # bytes


@runtime_checkable
class StudyResult(Protocol):
    """What came of a study."""

    def table(self) -> "pd.DataFrame":
        """What was found, a row each."""
        ...

    def points(self) -> "pd.DataFrame":
        """Every point or draw with its outcome."""
        ...

    def drawing(self) -> "Drawing":
        """The figure."""
        ...

    def record(self) -> dict[str, Any]:
        """What was asked and found, for JSON."""
        ...

    def sentences(self) -> tuple[str, ...]:
        """What it says, in words."""
        ...


def as_json(found: StudyResult) -> str:
    """One line of JSON; what is not a number is null."""
    return json.dumps(plain(found.record()), allow_nan=False, ensure_ascii=False)


def plain(value: Any) -> Any:
    """The value with null for what is not a number."""
    match value:
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case float():
            return value if value == value and abs(value) != float("inf") else None
        case _:
            return value


def require_place(out: str | Path | None, name: str) -> Path | None:
    """Where a study will be written, checked before anything is computed; None for nowhere.

    Raises:
        CannotWrite: It is taken, or cannot be written.
    """
    if out is None:
        return None
    place = new_place(out, name, datetime.now().astimezone())
    require_room(place, ROOM)
    return place


def write_study(found: StudyResult, place: Path) -> Path:
    """Write a study's directory: all of it or nothing.

    Raises:
        CannotWrite: It cannot be written.
    """
    from counterpoise.report.svg import save

    try:
        with new_directory(place, or_empty=True) as folder:
            record = plain(found.record()) | {"versions": versions()}
            text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)
            (folder / "study.json").write_text(text + "\n", "utf-8")
            found.table().to_csv(folder / "table.csv", index=False)
            found.points().to_parquet(folder / "points.parquet", index=False)
            drawing = found.drawing()
            for suffix in ("svg", "png"):
                save(drawing, folder / f"figure.{suffix}")
    except AlreadyThere:
        raise
    except OSError as error:
        raise CannotWrite(cannot(place, error)) from error
    return place
