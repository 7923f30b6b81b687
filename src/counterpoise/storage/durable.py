"""Writing that leaves all or nothing: a temporary sibling, flushed to disk, then renamed.

A crash leaves at most a sibling whose name starts with a dot and says ``unfinished``; nothing by
the final name exists until everything in it is on disk.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

UNFINISHED = ".unfinished-"


class AlreadyThere(FileExistsError):
    """Something has this name, and nothing is ever overwritten."""


@contextmanager
def new_directory(final: Path, or_empty: bool = False) -> Iterator[Path]:
    """A temporary directory that becomes ``final`` if the block ends well.

    Args:
        final: Its name.
        or_empty: Whether an empty directory of that name may be filled.

    Raises:
        AlreadyThere: ``final`` exists, before or after the block.
    """
    _refuse(final, or_empty)
    temporary = _sibling(final)
    temporary.mkdir(parents=True)
    try:
        yield temporary
        for folder, _, names in os.walk(temporary):
            for name in names:
                flush(Path(folder) / name)
            flush(Path(folder))
        _refuse(final, or_empty)
        try:
            temporary.rename(final)
        except OSError as error:
            if final.exists():
                raise _refusal(final) from error
            raise
        flush(final.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def new_file(final: Path) -> Iterator[Path]:
    """A temporary file that becomes ``final`` if the block ends well.

    Raises:
        AlreadyThere: ``final`` exists, before or after the block.
    """
    _refuse(final)
    temporary = _sibling(final)
    temporary.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield temporary
        flush(temporary)
        try:
            os.link(temporary, final)  # unlike a rename, fails where the name is taken
        except FileExistsError as error:
            raise _refusal(final) from error
        except OSError:  # a file system without hard links
            _refuse(final)
            temporary.rename(final)
        flush(final.parent)
    finally:
        temporary.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Wait until a file or the entries of a directory are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_unfinished(path: Path) -> bool:
    """Whether this is the temporary sibling of something that was never finished."""
    return path.name.startswith(".") and UNFINISHED in path.name


def _sibling(final: Path) -> Path:
    return final.with_name(f".{final.name}{UNFINISHED}{token_hex(4)}{final.suffix}")


def _refuse(final: Path, or_empty: bool = False) -> None:
    if or_empty and final.is_dir() and not any(final.iterdir()):
        return
    if final.exists() or final.is_symlink():
        raise _refusal(final)


def _refusal(final: Path) -> AlreadyThere:
    return AlreadyThere(
        f"{final} exists, and nothing is overwritten. Choose another name, or move it away."
    )
