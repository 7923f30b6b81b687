"""A hindcast from the sources to its scores: what was asked for, origin by origin."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
ALL = "all"

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
        form: Name of the specification by which the model is carried forward.
    """

    train_to: int
    test: tuple[int, int]
    targets: tuple[str, ...] = DEFAULT
    draws: int = 200
    directory: Path | None = None
    seed: int = 0
    form: str = "chosen"

    def __post_init__(self) -> None:
        first, last = self.test
        if not self.train_to < first <= last:
            raise BadHindcast(
                f"--train-to {self.train_to} --test {first}:{last}: a test year must lie after "
                "the last year of training, or the fit has seen it."
            )


@dataclass(frozen=True)
class Result:
    """What a hindcast found.

    Attributes:
        scored: Every target that was scored, origin by origin.
        refused: Targets without a forecast in these years, each with the reason.
        rolling: Whether there were several origins.
        sources: Versions of the sources behind the records.
    """

    scored: "tuple[Scored, ...]"
    refused: tuple[tuple[str, str], ...] = ()
    rolling: bool = False
    sources: Mapping[str, str] = field(default_factory=dict)


def hindcast(spec: HindcastSpec, stage: Stage | None = None) -> Result:
    """Fit, forecast, score.

    Where every target is asked for, those that have no forecast in these years are named with the
    reason; a target that is asked for by name has to have one.

    Raises:
        UnknownTarget: A target does not exist.
        BadHindcast: A target has no forecast, or none in these years.
        NotInRecord: The training years hold too little.
        AbsentSource: A source is not there.
    """
    from counterpoise.estimation.record import NotInRecord

    chosen, every = _chosen(spec)
    read = _Reader(spec.directory, stage or (lambda _: None))
    windows, refused = [], []
    for each in chosen:
        try:
            windows.append((each, _window(each, spec)))
        except BadHindcast as problem:
            if not every:
                raise
            refused.append((each.name, str(problem)))
    found = []
    for each, window in windows:
        try:
            found.append(_score(each, window, spec, read))
        except NotInRecord as problem:
            if not every:
                raise
            refused.append((each.name, str(problem)))
    return Result(tuple(found), tuple(refused), False, read.sources)


def rolling(spec: HindcastSpec, stage: Stage | None = None) -> Result:
    """The same from origins every five years, each fitted on all before and tested on five.

    The last origin is the last of which every test year lies in ``spec``'s training years: choices
    are made here, and ``spec.test`` is not touched. An origin that knows too little of a target to
    forecast it is named with the reason.

    Raises:
        UnknownTarget: A target does not exist.
        BadHindcast: No origin has a forecast of any target.
        AbsentSource: A source is not there.
    """
    from counterpoise.estimation.record import NotInRecord

    read = _Reader(spec.directory, stage or (lambda _: None))
    chosen, _ = _chosen(spec)
    found, refused = [], []
    for origin in origins(spec.train_to):
        own = replace(spec, train_to=origin - 1, test=(origin, origin + STEP - 1))
        for each in chosen:
            try:
                found.append(_score(each, _window(each, own), own, read))
            except (BadHindcast, NotInRecord) as problem:
                refused.append((f"{each.name}, {origin}", str(problem)))
        read.forget()
    if not found:
        raise BadHindcast("no origin has a forecast: " + "; ".join(why for _, why in refused))
    return Result(tuple(found), tuple(refused), True, read.sources)


def origins(train_to: int) -> tuple[int, ...]:
    """First test years of a rolling hindcast.

    Example:
        >>> origins(1989)
        (1955, 1960, 1965, 1970, 1975, 1980, 1985)
    """
    return tuple(range(FIRST_ORIGIN, train_to - STEP + 2, STEP))


def _chosen(spec: HindcastSpec) -> "tuple[list[Target], bool]":
    from counterpoise.estimation.targets import TARGETS, target

    if spec.targets == (ALL,):
        return list(TARGETS), True
    return [target(name) for name in dict.fromkeys(spec.targets)], False


Window = tuple[tuple[int, int], tuple[int, int]]


def _window(declared: "Target", spec: HindcastSpec) -> Window:
    """First and last year of training and test, within what the record holds."""
    if declared.reason:
        raise BadHindcast(f"{declared.name} ({declared.title}) has no forecast: {declared.reason}.")
    first, last = spec.test
    begin, end = era(spec.train_to)
    if (
        not declared.first <= spec.train_to < declared.last
        or first > declared.last
        or max(begin, declared.first) >= spec.train_to
    ):
        raise BadHindcast(
            f"{declared.name} ({declared.title}) is known for {declared.first}:{declared.last}; "
            f"--train-to {spec.train_to} --test {first}:{last} does not lie within. Years beyond "
            "the end of a source are missing, not zero."
        )
    if first > end:
        raise BadHindcast(
            f"--train-to {spec.train_to} --test {first}:{last}: a forecast from {begin}:"
            f"{spec.train_to} runs to {end} at most. Use --test A:B within."
        )
    return (begin, spec.train_to), (first, min(last, declared.last, end))


def era(train_to: int) -> tuple[int, int]:
    """First year that counts and last that is scored, by where training ends.

    What was learnt before the world wars is not used after them, nor the other way round: votes
    begin in 1946, and the century before has parameters of its own.

    Example:
        >>> era(1853), era(1989)
        ((1817, 1945), (1947, 2014))
    """
    if train_to < FIRST_VOTES:
        return FIRST_DISPUTES, LAST_BEFORE_VOTES
    return FIRST_VOTES, LAST_DISPUTES


class _Reader:
    """Records and rows, each read once."""

    def __init__(self, directory: Path | None, tell: Stage) -> None:
        self.directory, self.tell = directory, tell
        self._records: dict[tuple[int, int, bool], "Record"] = {}
        self._rows: dict[tuple[int, int], Any] = {}
        self._forecasts: dict[tuple[int, bool], Any] = {}

    @property
    def sources(self) -> dict[str, str]:
        """Versions of the sources read so far."""
        return {n: v for record in self._records.values() for n, v in record.sources.items()}

    def forget(self) -> None:
        """Let go of the forecasts of an origin that is done with."""
        self._forecasts.clear()

    def record(self, first: int, last: int, atop: bool = False) -> "Record":
        from counterpoise.estimation.observed_record import Alliances, observed_record

        if (first, last, atop) not in self._records:
            self.tell(f"reading {first}:{last}" + (" with the pacts of ATOP" if atop else ""))
            pacts = Alliances.ATOP if atop else Alliances.COW
            self._records[first, last, atop] = observed_record(first, last, self.directory, pacts)
        return self._records[first, last, atop]

    def forecasts(
        self, train: tuple[int, int], spec: HindcastSpec, last: int, atop: bool = False
    ) -> Any:
        from counterpoise.estimation.path_hindcast import forecast_paths
        from counterpoise.estimation.specification import specification

        if (train[1], atop) not in self._forecasts:
            self._forecasts[train[1], atop] = forecast_paths(
                self.record(train[0], last, atop),
                *train,
                years=min(spec.test[1], last) - train[1],
                draws=spec.draws,
                directory=self.directory,
                seed=spec.seed,
                tell=self.tell,
                form=specification(spec.form),
            )
        return self._forecasts[train[1], atop]

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
    last = era(spec.train_to)[1]
    if declared.kind is not Kind.DYADS:
        return score_years(
            declared,
            read.forecasts(train, spec, last, declared.atop),
            read.record(train[0], last, declared.atop),
            train,
            test,
            spec.directory,
            spec.seed,
        )
    rows = read.rows(train[0], last)
    read.tell(f"{declared.name}: fitting on {train[0]}:{train[1]}")
    return score_onsets(declared, rows, train, test, spec.draws, spec.seed)
