"""Finding a source's files in a folder, whatever of their names they go by.

A folder is searched three levels deep. Names are compared without regard to case, each also with
``.gz``; the distributor's own name wins over a converted file's, and a newer release over an older.
"""

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from counterpoise.data.problem import AbsentSource, SourceProblem
from counterpoise.data.source import File, Located, Release, Source
from counterpoise.vocabulary.near_miss import did_you_mean

DEEPEST = 3


def listing(directory: Path) -> list[Path]:
    """Every file in a folder, at most three levels deep, in a stable order.

    Files that are being written (their names start with a dot) are left out.
    """
    return sorted(_walk(directory, DEEPEST), key=lambda path: (len(path.parts), str(path)))


def find(file: File, among: Sequence[Path]) -> Path | None:
    """The first of the paths that bears one of a file's names."""
    for name in file.names:
        for pattern in (name.casefold(), f"{name.casefold()}.gz"):
            for path in among:
                if fnmatchcase(path.name.casefold(), pattern):
                    return path
    return None


def located(release: Release, among: Sequence[Path]) -> Located | None:
    """A release with its files; None where one that is needed is not there."""
    paths = {}
    for file in release.files:
        path = find(file, among)
        if path is not None:
            paths[file.role] = path
        elif not file.optional:
            return None
    return Located(release, paths)


def locate(source: Source, directory: Path, version: str | None = None) -> Located:
    """The newest release of a source in a folder, or the version asked for.

    Raises:
        AbsentSource: The folder does not hold it; says what to fetch.
        SourceProblem: No such version is known.
    """
    releases = source.releases
    if version is not None:
        releases = tuple(each for each in releases if each.version == version)
        if not releases:
            known = [each.version for each in source.releases]
            raise SourceProblem(
                f"{source.name} has no version {version!r}.{did_you_mean(version, known)} "
                f"Known: {', '.join(known)}."
            )
    among = listing(directory)
    for release in releases:
        found = located(release, among)
        if found is not None:
            return found
    wanted = " or ".join(
        " and ".join(file.names[0] for file in release.files if not file.optional)
        for release in releases
    )
    raise AbsentSource(
        f"{source.name} is not in {directory}: there is no {wanted}. Use "
        f"`counterpoise data fetch {source.name}`, with `--from DIR` if you have the file, or set "
        "COUNTERPOISE_DATA to the folder that holds it."
    )


def _walk(directory: Path, deepest: int) -> Iterator[Path]:
    try:
        entries = list(os.scandir(directory))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_file():
            yield Path(entry.path)
        elif deepest > 1 and entry.is_dir():
            yield from _walk(Path(entry.path), deepest - 1)
