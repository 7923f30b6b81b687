"""A hindcast's files: the scores as JSON and the report as a page, all or nothing."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from counterpoise.runs.hindcasting import HindcastSpec, Result
from counterpoise.runs.output import CannotWrite

if TYPE_CHECKING:
    from counterpoise.estimation.hindcast import Scored

SCORES, REPORT = "scores.json", "report.html"


def as_json(spec: HindcastSpec, found: Result) -> dict[str, Any]:
    """The results as plain values."""
    kept: dict[str, Any] = {
        "train_to": spec.train_to,
        "test": list(spec.test),
        "specification": spec.form,
        "targets": [_one(each) for each in found.scored],
        "refused": [{"name": name, "reason": why} for name, why in found.refused],
    }
    if found.rolling:
        kept["rolling"] = [vars(each) for each in summary(found.scored)]
    return kept


@dataclass(frozen=True)
class OverOrigins:
    """One target over all origins.

    Attributes:
        name: Of the target.
        origins: First test years.
        log_score: By forecaster, mean over origins.
        best_competitor: Whose mean is the best of the others.
        wins: At how many origins the model has the best log score.
        coverage50, coverage90: Of the model, over all origins.
    """

    name: str
    origins: tuple[int, ...]
    log_score: Mapping[str, float]
    best_competitor: str
    wins: int
    coverage50: float
    coverage90: float


def summary(found: "Sequence[Scored]") -> list[OverOrigins]:
    """Means over origins, target by target."""
    from counterpoise.estimation.hindcast import MODEL, WITHOUT_FOCAL

    groups: "dict[str, list[Scored]]" = {}
    for each in found:
        groups.setdefault(each.target.name, []).append(each)
    over = []
    for name, of in groups.items():
        means = {
            who: sum(one.scores[who]["log_score"] for one in of) / len(of)
            for who in of[0].scores
            if all(who in one.scores for one in of)
        }
        others = [who for who in means if who not in (MODEL, WITHOUT_FOCAL)]
        over.append(
            OverOrigins(
                name,
                tuple(one.test[0] for one in of),
                means,
                max(others, key=lambda who: means[who]),
                sum(one.wins for one in of),
                sum(one.coverage50 for one in of) / len(of),
                sum(one.coverage90 for one in of) / len(of),
            )
        )
    return over


def _one(each: "Scored") -> dict[str, Any]:
    from counterpoise.estimation.hindcast import MODEL

    kept = {
        "name": each.target.name,
        "title": each.target.title,
        "definition": each.target.definition,
        "train": list(each.train),
        "test": list(each.test),
        "scores": {name: dict(s) for name, s in each.scores.items() if name != MODEL},
        "model": dict(each.scores[MODEL]),
        "coverage50": each.coverage50,
        "coverage90": each.coverage90,
        "pit": [float(value) for value in each.pit],
        "model_less_competitor": {
            name: {
                by: {"mean": d.mean, "low": d.low, "high": d.high, "blocks": d.blocks}
                for by, d in ways.items()
            }
            for name, ways in each.versus.items()
        },
        "best_competitor": each.best_competitor,
        "model_wins": each.wins,
        "note": each.note,
    }
    if each.filtering is not None:
        kept["complete_cases"] = {
            name: {
                "rows": f.rows,
                "onsets": f.onsets,
                "complete_rows": f.complete_rows,
                "complete_onsets": f.complete_onsets,
            }
            for name, f in zip(("train", "test"), each.filtering, strict=True)
        }
    return kept


def write(spec: HindcastSpec, found: Result, place: Path) -> tuple[Path, ...]:
    """The scores as JSON and the report as a page, in a new directory.

    Raises:
        CannotWrite: Something is there already.
    """
    from counterpoise.report.hindcast import About, hindcast_page
    from counterpoise.runs.provenance import versions

    if place.exists():
        raise CannotWrite(f"{place} is there already, and nothing is overwritten.")
    about = About(
        command=command(spec, found.rolling),
        train_to=spec.train_to,
        test=(found.scored[0].test[0], max(each.test[1] for each in found.scored)),
        draws=spec.draws,
        seed=spec.seed,
        made_by=f"counterpoise {versions()['counterpoise']}",
        created=datetime.now(UTC).date().isoformat(),
        refused=found.refused,
        sources=found.sources,
    )
    files = {
        SCORES: json.dumps(as_json(spec, found), indent=2) + "\n",
        REPORT: hindcast_page(found.scored, about),
    }
    stage = place.with_name(f".{place.name}.unfinished-{token_hex(4)}")
    try:
        stage.mkdir(parents=True)
        for name, text in files.items():
            (stage / name).write_text(text, "utf-8", newline="\n")
        stage.rename(place)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return tuple(place / name for name in files)


def command(spec: HindcastSpec, over_origins: bool) -> str:
    """What to type for the same scores."""
    parts = ["counterpoise hindcast", f"--train-to {spec.train_to}"]
    parts.append("--rolling" if over_origins else f"--test {spec.test[0]}:{spec.test[1]}")
    parts += [f"--targets {','.join(spec.targets)}", f"--draws {spec.draws}", f"--seed {spec.seed}"]
    parts.append(f"--specification {spec.form}")
    return " ".join(parts)
