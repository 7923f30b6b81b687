"""Who is to mend what went wrong: the person at the shell, or we.

What a person can mend is told in one message without a traceback, with exit status 2. Anything
else is a bug: one line that asks for a report, with exit status 1, and the traceback on demand.
"""

import os
import sys
import traceback
from types import TracebackType

USER_ERRORS = frozenset(
    {
        "counterpoise.estimation.targets.UnknownTarget",
        "counterpoise.estimation.specification.UnknownSpecification",
        "counterpoise.runs.hindcasting.BadHindcast",
        "counterpoise.cli.errors.UserError",
        "counterpoise.estimation.catalogue.UnknownBlock",
        "counterpoise.estimation.convergence.NotConverged",
        "counterpoise.estimation.renewing.CannotRenew",
        "counterpoise.estimation.posterior.NotAPosterior",
        "counterpoise.estimation.record.NotInRecord",
        "counterpoise.runs.estimating.BadEstimate",
        "counterpoise.runs.calibrating.BadCalibration",
        "counterpoise.estimation.calibration.studies.UnknownStudy",
        "counterpoise.runs.posterior.NoSuchPosterior",
        "counterpoise.scenarios.problem.ScenarioError",
        "counterpoise.scenarios.library.UnknownScenario",
        "counterpoise.scenarios.setting.UnreadableWorld",
        "counterpoise.runs.spec.BadSetting",
        "counterpoise.runs.output.CannotWrite",
        "counterpoise.experiments.batches.ImplausiblePriors",
        "counterpoise.experiments.executor.WorkersLost",
        "counterpoise.experiments.simulation.TooManyActs",
        "counterpoise.experiments.comparison.NoYearsAfterAct",
        "counterpoise.experiments.comparison.UnknownContrast",
        "counterpoise.experiments.indices.BadDesign",
        "counterpoise.experiments.outcome.UnknownOutcome",
        "counterpoise.experiments.sweep.BadSweep",
        "counterpoise.runs.study.BadStudy",
        "counterpoise.models.catalogue.UnknownParameter",
        "counterpoise.models.draws.OutsideSupport",
        "counterpoise.models.model.UnknownMechanism",
        "counterpoise.propositions.registry.BadProposition",
        "counterpoise.propositions.registry.UnknownProposition",
        "counterpoise.runs.trial.BadTrial",
        "counterpoise.storage.durable.AlreadyThere",
        "counterpoise.runs.resuming.OtherVersions",
        "counterpoise.storage.manifest.OtherManifest",
        "counterpoise.experiments.distributed.NoCluster",
        "counterpoise.storage.record.UnreadableRecord",
        "counterpoise.storage.verifying.RunInProgress",
        "counterpoise.storage.store.NotARun",
        "counterpoise.storage.store.DamagedRun",
        "counterpoise.vocabulary.citation.UnknownReference",
        "counterpoise.vocabulary.states.UnknownState",
        "counterpoise.vocabulary.variables.UnknownVariable",
        "counterpoise.world.observed.IncompleteWorld",
        "counterpoise.world.shipped.NoSuchWorld",
        "counterpoise.data.problem.SourceProblem",
        "counterpoise.data.compile.column.OutsideCoverage",
        "counterpoise.data.compile.inputs.MissingInput",
    }
)
"""By name, so that reporting an error imports nothing."""

USER = 2
BUG = 1
STOPPED = 130
TERMINATED = 143
DEBUG = "COUNTERPOISE_DEBUG"


class Ended(Exception):
    """The process shall end with this status; all has been said."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class UserError(Exception):
    """Something that the person at the shell can mend; the message says how."""


def is_user_error(error: BaseException) -> bool:
    """Whether the person at the shell can mend it.

    Example:
        >>> is_user_error(UserError("no such thing")), is_user_error(KeyError("x"))
        (True, False)
    """
    names = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__}
    return not names.isdisjoint(USER_ERRORS) or isinstance(error, OSError)


def message_of(error: BaseException) -> str:
    """What to say of a user's error."""
    if isinstance(error, OSError) and error.strerror and error.filename is not None:
        return f"{error.filename}: {error.strerror.lower()}"
    return str(error) or type(error).__name__


def say(message: str) -> None:
    """Write a message to the error stream, whatever its encoding."""
    encoding = sys.stderr.encoding or "utf-8"
    safe = message.encode(encoding, "backslashreplace").decode(encoding)
    sys.stderr.write(safe + "\n")
    sys.stderr.flush()


def report_bug(error: BaseException, place: TracebackType | None) -> None:
    """Ask for a report, with the traceback where it was asked for."""
    if os.environ.get(DEBUG):
        sys.stderr.write("".join(traceback.format_exception(type(error), error, place)))
    what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    hint = "" if os.environ.get(DEBUG) else f" Run it again with {DEBUG}=1 for the details."
    say(f"counterpoise: this is a bug, please report it: {what}.{hint}")
