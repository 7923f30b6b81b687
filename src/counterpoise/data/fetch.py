"""Fetching a source: from its distributor, with progress and resume, or from a folder.

A file is written under a temporary name, compared with the checksum that is known for it and looked
at (a web page, an empty or damaged file is refused), flushed to disk and only then renamed. Until
then nothing bears its name. What a download had got when the line broke is kept under a name that
starts with a dot, and the next fetch goes on from there.
"""

import errno
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from secrets import token_hex
from typing import IO, TypeAlias

from counterpoise.data.checksum import WrongChecksum, known, verify
from counterpoise.data.locate import find, listing
from counterpoise.data.problem import AbsentSource, MissingExtra, SourceProblem
from counterpoise.data.source import File, Release, Source
from counterpoise.data.table import refuse_page

BLOCK = 1 << 18
TIMEOUT_S = 30
UNFINISHED = ".unfinished-"
PARTIAL = ".part"
MARK = ".version"

Progress: TypeAlias = Callable[[str, int, int | None], None]
"""Told the file, the bytes so far and the bytes in all (None where the server does not say)."""


class CannotFetch(SourceProblem):
    """The distributor did not give the file, or it cannot be written."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one file.

    Attributes:
        path: Where it lies.
        verified: Whether its contents are those known to be right; False where none are known.
        fresh: Whether it was written now; False where it was there.
    """

    path: Path
    verified: bool
    fresh: bool


def fetch_from(source: Source, folder: Path, target: Path) -> tuple[Fetched, ...]:
    """Copy the newest release of a source that a folder holds.

    Args:
        source: What to fetch.
        folder: Where its files are, at most three levels deep.
        target: Where to; created if need be.

    Raises:
        AbsentSource: The folder holds no release.
        WrongChecksum: A file has other contents than its name promises.
        CannotFetch: A file cannot be written.
    """
    among = listing(folder)
    for release in source.releases:
        found = {file.role: find(file, among) for file in release.files}
        if all(found[file.role] or file.optional for file in release.files):
            break
    else:
        wanted = " or ".join(release.files[0].names[0] for release in source.releases)
        raise AbsentSource(f"{folder} does not hold {source.name}: there is no {wanted} in it.")
    return tuple(_copied(path, target) for path in found.values() if path is not None)


def fetch(
    source: Source,
    target: Path,
    progress: Progress | None = None,
    version: str | None = None,
) -> tuple[Fetched, ...]:
    """Download a release of a source from its distributor.

    Args:
        source: What to fetch.
        target: Where to; created if need be.
        progress: Told how far each file is.
        version: Which release; by default the newest that has a direct address.

    Raises:
        CannotFetch: There is no direct address, no network, an answer that is no table, or no
            place to write.
        WrongChecksum: A file has other contents than its name promises.
    """
    release = _downloadable(source, version)
    return tuple(
        _downloaded(source, file, target, progress)
        for file in release.files
        if file.url is not None
    )


def _downloadable(source: Source, version: str | None) -> Release:
    for release in source.releases:
        if version is not None and release.version != version:
            continue
        if all(file.url is not None or file.optional for file in release.files):
            return release
    name = source.newest.files[0].names[0]
    raise CannotFetch(
        f"{source.name}: {source.distributor} gives no direct address. Download {name} from "
        f"{source.homepage} and run `counterpoise data fetch {source.name} --from DIR`."
    )


def _copied(path: Path, target: Path) -> Fetched:
    final = target / path.name
    verified = verify(path)
    refuse_page(path)
    if final.exists() and _same(path, final):
        return Fetched(final, verified, fresh=False)
    with path.open("rb") as stream, _written(final) as temporary:
        _pour(stream, temporary, final)
        verify(temporary, final.name)
    return Fetched(final, verified, fresh=True)


def _downloaded(source: Source, file: File, target: Path, progress: Progress | None) -> Fetched:
    assert file.url is not None
    final = target / file.names[0]
    if final.exists():
        refuse_page(final)
        return Fetched(final, verify(final), fresh=False)
    archive = target / f".{_last_part(file.url)}{PARTIAL}"
    _download(source, file.url, archive, progress)
    try:
        with _written(final) as temporary:
            if file.member:
                _extract(archive, file.member, temporary, final)
            else:
                with archive.open("rb") as stream:
                    _pour(stream, temporary, final)
            refuse_page(temporary)
            verified = verify(temporary, final.name)
    except (SourceProblem, zipfile.BadZipFile) as error:
        # What came is not what was asked for: the next attempt begins anew.
        archive.unlink(missing_ok=True)
        if isinstance(error, SourceProblem):
            raise type(error)(_named(error, temporary_of(final), final)) from None
        raise CannotFetch(
            f"{file.url} gave a damaged archive: {error}. Run the command again."
        ) from None
    archive.unlink(missing_ok=True)
    return Fetched(final, verified, fresh=True)


def _download(source: Source, url: str, partial: Path, progress: Progress | None) -> None:
    """Get a file by HTTP, going on where an earlier attempt stopped."""
    try:
        import requests
    except ImportError as error:
        raise MissingExtra(error.name, "downloading a source") from None
    _ready(partial.parent)
    mark = partial.with_name(partial.name + MARK)
    have = partial.stat().st_size if partial.exists() and mark.exists() else 0
    # A file that has changed since is sent whole: two halves of two versions are never joined.
    heads = {"Range": f"bytes={have}-", "If-Range": mark.read_text("utf-8")} if have else {}
    heads["Accept-Encoding"] = "identity"
    by_hand = f"Or download it by hand from {source.homepage} and use --from DIR."
    try:
        with requests.get(url, headers=heads, stream=True, timeout=TIMEOUT_S) as answer:
            if answer.status_code == requests.codes.requested_range_not_satisfiable:
                partial.unlink()
                mark.unlink()
                raise CannotFetch(f"{url}: what was kept of it is out of date. Run it again.")
            if not answer.ok:
                raise CannotFetch(
                    f"{url} answered {answer.status_code} {answer.reason}. The address may have "
                    f"moved. {by_hand}"
                )
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                raise CannotFetch(
                    f"{url} answered with a web page and not with a file. The address may have "
                    f"moved. {by_hand}"
                )
            resumed = answer.status_code == requests.codes.partial_content
            length = answer.headers.get("Content-Length")
            got = have if resumed else 0
            total = got + int(length) if length is not None else None
            version = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
            with _told(partial), partial.open("ab" if resumed else "wb") as out:
                if version:
                    mark.write_text(version, "utf-8")
                else:
                    mark.unlink(missing_ok=True)
                for block in answer.iter_content(BLOCK):
                    out.write(block)
                    got += len(block)
                    if progress is not None:
                        progress(_last_part(url), got, total)
    except requests.RequestException as error:
        raise CannotFetch(
            f"{url} cannot be reached or broke off ({type(error).__name__}). Check the network "
            f"and run the command again: it goes on where it stopped. {by_hand}"
        ) from None
    if total is not None and got < total:
        raise CannotFetch(
            f"{url} broke off after {got} of {total} bytes. Run the command again: it goes on "
            "where it stopped."
        )
    mark.unlink(missing_ok=True)


def _extract(archive: Path, member: tuple[str, ...], temporary: Path, final: Path) -> None:
    """Take one file out of an archive, or out of an archive within it."""
    refuse_page(archive)
    if not zipfile.is_zipfile(archive):
        raise CannotFetch(f"{archive.name} is no archive or is cut short. Run the command again.")
    with zipfile.ZipFile(archive) as outer, _member(outer, member[0]) as stream:
        if len(member) == 1:
            _pour(stream, temporary, final)
            return
        inner = temporary.with_name(temporary.name + ".zip")
        try:
            _pour(stream, inner, final)
            _extract(inner, member[1:], temporary, final)
        finally:
            inner.unlink(missing_ok=True)


def _member(archive: zipfile.ZipFile, pattern: str) -> IO[bytes]:
    names = [name for name in archive.namelist() if not name.startswith("__MACOSX")]
    for name in names:
        if fnmatchcase(name.casefold(), pattern.casefold()):
            return archive.open(name)
    raise CannotFetch(
        f"{archive.filename} holds no {pattern}, but {', '.join(names[:6])}. The distributor may "
        "have repacked it: take the file out by hand and use --from DIR."
    )


def temporary_of(final: Path) -> Path:
    """The start of the names under which a file is written before it has its own."""
    return final.with_name(f".{final.name}{UNFINISHED}")


@contextmanager
def _written(final: Path) -> Iterator[Path]:
    """A temporary sibling that takes a file's name if the block ends well."""
    _ready(final.parent)
    temporary = temporary_of(final)
    temporary = temporary.with_name(temporary.name + token_hex(4) + _suffix(final))
    try:
        yield temporary
        with _told(final):
            with temporary.open("rb") as handle:
                os.fsync(handle.fileno())
            temporary.replace(final)
            _flush_folder(final.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _pour(stream: IO[bytes], path: Path, final: Path) -> None:
    with _told(final), path.open("wb") as out:
        shutil.copyfileobj(stream, out, BLOCK)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say of a failed write what the person at the shell can do about it."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise CannotFetch(
                f"{path}: there is no space left on the disk. Nothing was written; make room, or "
                "choose another folder with --to or COUNTERPOISE_DATA."
            ) from None
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise CannotFetch(
                f"{path.parent} cannot be written to. Choose another folder with --to or "
                "COUNTERPOISE_DATA."
            ) from None
        raise


def _ready(folder: Path) -> None:
    try:
        with _told(folder / "x"):
            folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise CannotFetch(f"{folder} is not a folder. Choose another with --to.") from None
    if not os.access(folder, os.W_OK):
        raise CannotFetch(
            f"{folder} cannot be written to. Choose another folder with --to or COUNTERPOISE_DATA."
        )


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _same(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as left, other.open("rb") as right:
        while block := left.read(BLOCK):
            if block != right.read(BLOCK):
                return False
    return True


def _named(error: SourceProblem, temporary: Path, final: Path) -> str:
    words = [
        str(final) if word.startswith(str(temporary)) else word for word in str(error).split(" ")
    ]
    return " ".join(words)


def _suffix(path: Path) -> str:
    return path.suffix


def _last_part(url: str) -> str:
    return url.partition("?")[0].rstrip("/").rpartition("/")[2]


__all__ = ["CannotFetch", "Fetched", "Progress", "WrongChecksum", "fetch", "fetch_from", "known"]
