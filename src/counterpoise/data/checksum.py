"""The SHA-256 of files whose contents are known to be right: ``checksums.csv``, by name.

It is taken of the contents, uncompressed, so that a file may be compressed or not. A name that the
table lacks was never compared with what its distributor gives out.
"""

import csv
import gzip
import hashlib
import zlib
from functools import cache
from pathlib import Path

from counterpoise.data.problem import SourceProblem

TABLE = Path(__file__).with_name("checksums.csv")
BLOCK = 1 << 20


class WrongChecksum(SourceProblem):
    """A file bears a known name and other contents."""


@cache
def checksums() -> dict[str, str]:
    """SHA-256 by the name of the file, in small letters."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {row["name"].casefold(): row["sha256"] for row in csv.DictReader(lines)}


def known(name: str) -> str | None:
    """The SHA-256 that a file of this name must have; None where none is known.

    Example:
        >>> known("majors2016.csv") == known("MAJORS2016.csv.gz")
        True
        >>> known("statelist2024.csv") is None
        True
    """
    return checksums().get(name.casefold().removesuffix(".gz"))


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's contents, uncompressed.

    Raises:
        WrongChecksum: It is compressed and cut short.
    """
    digest = hashlib.sha256()
    with path.open("rb") as raw:
        compressed = raw.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path, "rb") if compressed else path.open("rb") as stream:
            while block := stream.read(BLOCK):
                digest.update(block)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise WrongChecksum(f"{path} is cut short or damaged: {error}. Fetch it again.") from error
    return digest.hexdigest()


def verify(path: Path, name: str | None = None) -> bool:
    """Compare a file with what its name promises.

    Args:
        path: The file.
        name: The name to judge it by; its own by default.

    Returns:
        True where the contents are those known to be right, False where none are known.

    Raises:
        WrongChecksum: They are others.
    """
    called = name or path.name
    wanted = known(called)
    if wanted is None:
        return False
    found = sha256_of(path)
    if found != wanted:
        raise WrongChecksum(
            f"{path} is not the {called} that is known: its SHA-256 is {found[:16]}..., not "
            f"{wanted[:16]}.... It was changed, cut short or is another version; fetch it again."
        )
    return True
