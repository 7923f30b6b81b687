"""A hindcast from the sources to its files: what was asked for, scored, as JSON and as a page."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterpoise.runs.output import CannotWrite

if TYPE_CHECKING:
    from counterpoise.estimation.hindcast import Scored
    from counterpoise.estimation.record import Record
    from counterpoise.estimation.targets import Target

FIRST_VOTES = 1947  # the first year before which states had voted
FIRST_DISPUTES = 1817
LAST_BEFORE_VOTES = 1945
LAST_DISPUTES = 2014
FIRST_ORIGIN, STEP = 1955, 5
DEFAULT = ("HT4", "HT5")

Stage = Callable[[str], None]


class BadHindcast(ValueError):
    """A hindcast was asked for in a way that means nothing."""


@dataclass(frozen=True)
class HindcastSpec:
    """What to fit on, and what to score.

    Attributes:
        train_to: Last year of which anything is known.
        test: First and last year that is scored.
        targets: Names.
        draws: Of the parameters, and paths of each forecast.
        directory: Where the sources lie.
        seed: Of everything drawn.
    """

    train_to: int
    test: tuple[int, int]
    targets: tuple[str, ...] = DEFAULT
    draws: int = 200
    directory: Path | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        first, last = self.test
        if not self.train_to < first <= last:
            raise BadHindcast(
                f"--train-to {self.train_to} --test {first}:{last}: a test year must lie after "
                "the last year of training, or the fit has seen it."
            )


def hindcast(spec: HindcastSpec, stage: Stage | None = None) -> "list[Scored]":
    """Fit, forecast, score.

    Raises:
        UnknownTarget: A target does not exist.
        BadHindcast: A target has no forecast, or none in these years.
        NotInRecord: The training years hold too little.
        AbsentSource: A source is not there.
    """
    from counterpoise.estimation.targets import target

    chosen = [target(name) for name in dict.fromkeys(spec.targets)]
    windows = [_window(each, spec) for each in chosen]
    tell = stage or (lambda _: None)
    read = _Reader(spec.directory, tell)
    return [_score(each, window, spec, read) for each, window in zip(chosen, windows, strict=True)]


def rolling(spec: HindcastSpec, stage: Stage | None = None) -> "list[Scored]":
    """The same from origins every five years, each trained on all before and tested on five.

    The last origin is the last of which every test year lies within ``spec.test``'s last.
    """
    from counterpoise.estimation.targets import target

    tell = stage or (lambda _: None)
    read = _Reader(spec.directory, tell)
    found = []
    for origin in range(FIRST_ORIGIN, spec.test[1] - STEP + 2, STEP):
        own = HindcastSpec(
            origin - 1,
            (origin, origin + STEP - 1),
            spec.targets,
            spec.draws,
            spec.directory,
            spec.seed,
        )
        for name in dict.fromkeys(spec.targets):
            each = target(name)
            found.append(_score(each, _window(each, own), own, read))
    return found


Window = tuple[tuple[int, int], tuple[int, int]]


def _window(declared: "Target", spec: HindcastSpec) -> Window:
    """First and last year of training and test, within what the record holds."""
    if declared.reason:
        raise BadHindcast(f"{declared.name} ({declared.title}) has no forecast: {declared.reason}.")
    first, last = spec.test
    begin = _first_year(declared)
    if not begin <= spec.train_to < declared.last or first > declared.last:
        raise BadHindcast(
            f"{declared.name} ({declared.title}) is known for {declared.first}:{declared.last}; "
            f"--train-to {spec.train_to} --test {first}:{last} does not lie within. Years beyond "
            "the end of a source are missing, not zero."
        )
    return (begin, spec.train_to), (first, min(last, declared.last, LAST_DISPUTES))


def _first_year(declared: "Target") -> int:
    return FIRST_DISPUTES if declared.last <= LAST_BEFORE_VOTES else FIRST_VOTES


class _Reader:
    """Records and rows, each read once."""

    def __init__(self, directory: Path | None, tell: Stage) -> None:
        self.directory, self.tell = directory, tell
        self._records: dict[tuple[int, int], "Record"] = {}
        self._rows: dict[tuple[int, int], Any] = {}
        self._forecasts: dict[int, Any] = {}

    def record(self, first: int, last: int) -> "Record":
        from counterpoise.estimation.observed_record import observed_record

        if (first, last) not in self._records:
            self.tell(f"reading {first}:{last}")
            self._records[first, last] = observed_record(first, last, self.directory)
        return self._records[first, last]

    def forecasts(self, train: tuple[int, int], spec: HindcastSpec, last: int) -> Any:
        from counterpoise.estimation.path_hindcast import forecast_paths

        if train[1] not in self._forecasts:
            self._forecasts[train[1]] = forecast_paths(
                self.record(train[0], last),
                *train,
                years=min(spec.test[1], last) - train[1],
                draws=spec.draws,
                directory=self.directory,
                seed=spec.seed,
                tell=self.tell,
            )
        return self._forecasts[train[1]]

    def rows(self, first: int, last: int) -> Any:
        from counterpoise.estimation.onset_rows import onset_rows

        if (first, last) not in self._rows:
            self._rows[first, last] = onset_rows(self.record(first, last), self.directory)
        return self._rows[first, last]


def _score(declared: "Target", window: Window, spec: HindcastSpec, read: _Reader) -> "Scored":
    from counterpoise.estimation.hindcast import score_onsets
    from counterpoise.estimation.path_hindcast import score_years
    from counterpoise.estimation.targets import Kind

    train, test = window
    last = LAST_BEFORE_VOTES if declared.last <= LAST_BEFORE_VOTES else LAST_DISPUTES
    if declared.kind is Kind.YEARS:
        return score_years(
            declared,
            read.forecasts(train, spec, last),
            read.record(train[0], last),
            train,
            test,
            spec.directory,
            spec.seed,
        )
    rows = read.rows(train[0], last)
    read.tell(f"{declared.name}: fitting on {train[0]}:{train[1]}")
    return score_onsets(declared, rows, train, test, spec.draws, spec.seed)


def as_json(spec: HindcastSpec, found: "Sequence[Scored]") -> dict[str, Any]:
    """The results as plain values."""
    return {
        "train_to": spec.train_to,
        "test": list(spec.test),
        "targets": [_one(each) for each in found],
    }


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


def write(spec: HindcastSpec, found: "Sequence[Scored]", place: Path) -> tuple[Path, ...]:
    """The scores as JSON, in a new directory.

    Raises:
        CannotWrite: Something is there already.
    """
    if place.exists():
        raise CannotWrite(f"{place} is there already, and nothing is overwritten.")
    text = json.dumps(as_json(spec, found), indent=2)
    place.mkdir(parents=True)
    scores = place / "scores.json"
    scores.write_text(text + "\n", "utf-8")
    return (scores,)
