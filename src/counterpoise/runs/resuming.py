"""Going on with a run that was interrupted, whatever interrupted it."""

from pathlib import Path

from counterpoise.runs.carrying_out import Progress, complete
from counterpoise.runs.provenance import versions
from counterpoise.runs.run import Run, finish
from counterpoise.runs.spec import RunSpec
from counterpoise.runs.stopping import Stopping
from counterpoise.storage.store import Store


class OtherVersions(RuntimeError):
    """The run was begun with other versions of the packages that compute it."""


def resume(
    directory: str | Path,
    workers: int | None = None,
    cluster: str | None = None,
    report: bool = True,
    other_versions: bool = False,
    progress: Progress | None = None,
    stopping: Stopping | None = None,
) -> Run:
    """Complete a run: its missing batches, and its report.

    Several processes may resume the same run at once; they share its batches among them.

    Args:
        directory: The run.
        workers: As for ``run``.
        cluster: As for ``run``.
        report: Whether to write the HTML report, if there is none.
        other_versions: Whether to go on with other versions of the packages than those that
            began; the last digits may then differ between batches.
        progress: Called with (histories done, histories in all).
        stopping: How to ask the run to stop.

    Raises:
        NotARun: There is no run at this path.
        DamagedRun: Its record or manifest cannot be read.
        OtherVersions: Other versions began it.
        RunStopped: It was asked to stop.
    """
    store = Store.open(Path(directory))
    record = store.provenance
    if store.whole() is None and not other_versions:
        require_versions(dict(record.versions), store.directory)
    stopping = stopping or Stopping()
    stopping.worth = True
    complete(store, workers, cluster, progress, stopping)
    spec = RunSpec(record.scenario, out=store.directory, report=report)
    return finish(store, spec)


def require_versions(begun: dict[str, str], directory: Path) -> None:
    """Check that the packages are those that began a run.

    Raises:
        OtherVersions: They are not.
    """
    now = versions()
    changed = [
        f"{package} {begun.get(package, 'none')} (now {now.get(package, 'none')})"
        for package in sorted({*begun, *now})
        if begun.get(package) != now.get(package)
    ]
    if changed:
        raise OtherVersions(
            f"{directory} was begun with {', '.join(changed)}: the rest would not be the same "
            "bits. Install those versions, or go on all the same with `--other-versions`."
        )
