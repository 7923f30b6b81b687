"""Propositions put to their tests, one after another, each kept as soon as it is done.

What is kept bears a hash of all that it follows from: the package's code and tables, the
proposition's own file, the draws, the seed, the posterior and the sources. A test whose hash has
not changed is read instead of run.
"""

import hashlib
import inspect
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from shlex import quote
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.propositions.belief import Belief, Origin
from counterpoise.propositions.draws import Estimate
from counterpoise.propositions.examination import examine
from counterpoise.propositions.finding import Finding
from counterpoise.propositions.laboratory import HISTORIES, Laboratory
from counterpoise.propositions.proposition import Proposition
from counterpoise.propositions.registry import registered, selected
from counterpoise.runs.carrying_out import threads
from counterpoise.runs.compilation_cache import use_compilation_cache
from counterpoise.runs.output import CannotWrite
from counterpoise.runs.posterior import chosen
from counterpoise.runs.spec import POSTERIOR

OUT = Path("runs") / "propositions"
REPORT = "report"
CODE = ("vocabulary", "world", "mechanisms", "models", "measures", "scenarios", "experiments",
        "propositions", "data", "estimation")  # fmt: skip
FEWEST_DRAWS = 20

Tell = Callable[[str, int, int, int], None]
"""Told the proposition at hand, its place, how many there are, and histories done so far."""
Guard = Callable[[], AbstractContextManager[None]]


class BadTrial(ValueError):
    """Tests were asked for that cannot be run; the message says why."""


@dataclass(frozen=True)
class TrialSpec:
    """Which propositions to test, and how.

    Attributes:
        names: Identifiers, or ``all``.
        draws: Of the parameters.
        seed: Of every history.
        out: Folder in which findings are kept, and from which they are reused.
        own: Files or folders of a user's own propositions.
        sources: Folder of downloaded sources; None to leave the record alone.
        histories: Synthetic histories from which power is worked out.
        parameters: ``posterior`` for the one that ships; a posterior's file; or
            ``prior`` to leave posteriors alone. The run from the prior is made in any case.
        report: Whether to write the HTML report.
    """

    names: tuple[str, ...]
    draws: int = 200
    seed: int = 0
    out: Path = OUT
    own: tuple[Path, ...] = ()
    sources: Path | None = None
    histories: int = HISTORIES
    parameters: str = POSTERIOR
    report: bool = True

    @property
    def command(self) -> str:
        """What to type in the shell for the same tests."""
        words = ["counterpoise", "test", *self.names, "--draws", str(self.draws)]
        words += ["--seed", str(self.seed)]
        if self.parameters != POSTERIOR:
            words += ["--parameters", quote(self.parameters)]
        for each in self.own:
            words += ["--from", quote(str(each))]
        return " ".join(words)


@dataclass(frozen=True)
class Trial:
    """What came of the tests.

    Attributes:
        spec: What was asked for.
        propositions: In order.
        findings: Of each proposition, by identifier.
        reused: Identifiers of those that were read instead of run.
        report: The index of the HTML report; None if it was not written.
    """

    spec: TrialSpec
    propositions: tuple[Proposition, ...] = field(repr=False)
    findings: Mapping[str, Finding] = field(repr=False)
    reused: tuple[str, ...]
    report: Path | None

    def to_json(self) -> str:
        """The verdicts in one line."""

        def number(estimate: Estimate | None) -> Any:
            if estimate is None or estimate.value != estimate.value:
                return None
            return {
                "estimate": estimate.value,
                "low": estimate.low if estimate.low == estimate.low else None,
                "high": estimate.high if estimate.high == estimate.high else None,
            }

        shown = []
        for each in self.propositions:
            found = self.findings[each.id]
            name = found.statistic
            shown.append(
                {
                    "id": each.id,
                    "claim": each.claim,
                    "verdict": found.ruling.verdict.value,
                    "statistic": {
                        "prior": number(found.prior.figures[name]),
                        "posterior": number(
                            None if found.posterior is None else found.posterior.figures[name]
                        ),
                        "mechanism_off": number(found.mechanism_off.figures[name]),
                    },
                    "observed": number(None if found.observed is None else found.observed.primary),
                    "power": None if found.detection is None else found.detection.power,
                    "prior_dominated": found.prior_dominated,
                }
            )
        return json.dumps(
            {
                "propositions": shown,
                "on_the_line": [
                    each.id
                    for each in self.propositions
                    if self.findings[each.id].ruling.on_the_line
                ],
                "basis": {each.id: self.findings[each.id].basis for each in self.propositions},
                "draws": self.spec.draws,
                "seed": self.spec.seed,
                "report": None if self.report is None else str(self.report),
            },
            ensure_ascii=False,
            allow_nan=False,
        )


def run_trial(
    spec: TrialSpec,
    tell: Tell | None = None,
    guard: Guard = nullcontext,
) -> Trial:
    """Test propositions, or read what an earlier run of the same tests found.

    Args:
        spec: Which, and how.
        tell: Told how far the tests are.
        guard: A context in which files are written, so that an interruption can wait.

    Raises:
        UnknownProposition: One is not known.
        BadProposition: A user's file cannot be read as a proposition.
        BadTrial: Too few draws.
        CannotWrite: The folder cannot be used.
    """
    if spec.draws < FEWEST_DRAWS:
        raise BadTrial(f"--draws {spec.draws}: a 90% interval needs at least {FEWEST_DRAWS} draws.")
    known = registered(spec.own)
    asked = selected(spec.names, known)
    out = _folder(spec.out)
    use_compilation_cache()
    done = 0
    at = (asked[0].id, 0)

    def progress(histories: int) -> None:
        nonlocal done
        done += histories
        if tell is not None:
            tell(at[0], at[1], len(asked), done)

    laboratory = Laboratory(
        (each.experiment for each in known.values()),
        spec.draws,
        spec.seed,
        threads(),
        progress,
        spec.histories,
    )
    code = _code()
    findings: dict[str, Finding] = {}
    reused = []
    for place, each in enumerate(asked):
        at = (each.id, place)
        progress(0)
        drawn = chosen(spec.parameters, each.era)
        posterior = None if drawn is None else dict(drawn.values)
        believed = None if posterior is None else Belief(Origin.POSTERIOR, {}, posterior)
        inputs = _inputs(spec, each, code, posterior)
        found = _kept(out / f"{each.id}.json", inputs)
        if found is not None:
            reused.append(each.id)
        else:
            found = examine(each, laboratory, Belief(Origin.PRIOR), believed, spec.sources)
            with guard():
                _keep(out / f"{each.id}.json", inputs, found)
        findings[each.id] = found
    report = None
    if spec.report:
        from counterpoise.report.propositions import write_propositions

        with guard():
            report = write_propositions(asked, findings, spec.command, out / REPORT)
    return Trial(spec, tuple(asked), findings, tuple(reused), report)


def _folder(out: Path) -> Path:
    try:
        out.mkdir(parents=True, exist_ok=True)
        with _replacing(out / ".writable") as probe:
            probe.write_text("", "utf-8")
        (out / ".writable").unlink()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise CannotWrite(
            f"{out} cannot be written to: {why}. Choose another directory with `--out`."
        ) from None
    return out


def _code() -> str:
    """A hash of the code and tables that results follow from."""
    found = hashlib.sha256()
    root = Path(str(files("counterpoise")))
    for layer in CODE:
        for path in sorted((root / layer).rglob("*")):
            if path.suffix in (".py", ".csv", ".yaml") and path.is_file():
                found.update(str(path.relative_to(root)).encode())
                found.update(path.read_bytes())
    return found.hexdigest()


def _inputs(
    spec: TrialSpec,
    proposition: Proposition,
    code: str,
    posterior: Mapping[str, NDArray[np.float64]] | None,
) -> str:
    """A hash of all that a finding follows from."""
    module = sys.modules.get(proposition.refutation.refuted.__module__)
    own = inspect.getsource(module) if module is not None else ""
    record = ""
    if spec.sources is not None and proposition.observation is not None:
        record = "\n".join(
            f"{path}:{path.stat().st_size}:{path.stat().st_mtime_ns}"
            for path in sorted(spec.sources.rglob("*"))
            if path.is_file()
        )
    drawn = hashlib.sha256()
    for address, values in sorted((posterior or {}).items()):
        drawn.update(address.encode() + np.ascontiguousarray(values).tobytes())
    parts = (
        code,
        own,
        drawn.hexdigest(),
        str(spec.draws),
        str(spec.seed),
        str(spec.histories),
        record,
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _kept(file: Path, inputs: str) -> Finding | None:
    """What an earlier run found from the same inputs; None where there is nothing of the kind."""
    try:
        stored = json.loads(file.read_text("utf-8"))
        if stored["inputs"] != inputs:
            return None
        return Finding.from_json(json.dumps(stored["finding"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _keep(file: Path, inputs: str, found: Finding) -> None:
    with _replacing(file) as stage:
        stage.write_text(
            json.dumps({"inputs": inputs, "finding": json.loads(found.to_json())}), "utf-8"
        )


@contextmanager
def _replacing(file: Path) -> Iterator[Path]:
    """A path beside a file that takes its place if the block ends well."""
    stage = file.with_name(f".{file.name}.unfinished-{os.getpid()}")
    try:
        yield stage
        stage.replace(file)
    finally:
        stage.unlink(missing_ok=True)
