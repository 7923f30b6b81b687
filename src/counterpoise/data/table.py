"""Reading a distributor's table: its columns by any of their names, its codes for missing as NA.

A file that is a web page, is cut short or lacks a column is refused with its name and the remedy;
nothing is guessed.
"""

import csv
import gzip
import lzma
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO

import numpy as np
import pandas as pd

from counterpoise.data.problem import MissingExtra, UnreadableSource
from counterpoise.vocabulary.near_miss import did_you_mean

Names = Mapping[str, str | Sequence[str]]
"""Our name of a column to the names that it has in files."""

ENCODINGS = ("utf-8-sig", "latin-1")
"""Tried in turn: UTF-8 with or without a byte-order mark, else Latin-1, as older files are."""

WORKBOOKS = frozenset({".xls", ".xlsx"})


def read_table(
    path: Path,
    names: Names,
    *,
    optional: Iterable[str] = (),
    missing: Iterable[str] = (),
    header: int = 0,
) -> pd.DataFrame:
    """Read some columns of a table under our names.

    Args:
        path: A CSV, tab-separated or Excel file; text may be gzip-compressed.
        names: The columns wanted: our name to theirs, or to several that versions have used.
        optional: Our names of columns that need not be there.
        missing: What marks a missing value besides an empty cell, as written in the file.
        header: Lines before the one that names the columns.

    Returns:
        The columns found, in the order of ``names``, as pandas reads them.

    Raises:
        UnreadableSource: The file is not such a table.
    """
    refuse_page(path)
    try:
        heads = _heads(path, header)
        wanted = _match(path, names, heads, frozenset(optional))
        frame = _read(path, list(wanted.values()), list(missing), header)
    except (ValueError, EOFError, OSError, zlib.error, lzma.LZMAError, csv.Error) as error:
        if isinstance(error, UnreadableSource | FileNotFoundError | PermissionError):
            raise
        reason = " ".join(str(error).split())
        raise UnreadableSource(
            f"{path} cannot be read: {reason}. It may be cut short; fetch it again."
        ) from error
    return frame[list(wanted.values())].set_axis(list(wanted), axis="columns")


def refuse_page(path: Path) -> None:
    """Refuse a file that is a web page, as an expired link gives, or that is empty.

    Raises:
        UnreadableSource: It is.
    """
    start = beginning(path)
    if not start:
        raise UnreadableSource(f"{path} is empty. Fetch it again.")
    if is_page(start):
        raise UnreadableSource(
            f"{path} is a web page, not a table: the distributor answered with a page, as for a "
            "link that has moved. Download the file by hand from the source's homepage."
        )


def beginning(path: Path, size: int = 1024) -> bytes:
    """The first bytes of a file, uncompressed.

    Raises:
        UnreadableSource: A gzip file is damaged at its beginning.
    """
    with path.open("rb") as raw:
        start = raw.read(2)
    try:
        with _open(path, compressed=start == b"\x1f\x8b") as stream:
            return stream.read(size)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableSource(f"{path} is cut short or damaged. Fetch it again.") from error


def is_page(start: bytes) -> bool:
    """Whether a file that starts so is a web page.

    Example:
        >>> is_page(b" <!DOCTYPE html><html>"), is_page(b"ccode,year")
        (True, False)
    """
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml"))


def blank(frame: pd.DataFrame, codes: Mapping[str, Iterable[float]]) -> pd.DataFrame:
    """Make missing what a column's codes mark as missing.

    Args:
        frame: With numeric columns.
        codes: Column to the numbers that mean *not known* in it.

    Example:
        >>> frame = pd.DataFrame({"milex": [5, -9], "polity2": [-9, 3]})
        >>> blank(frame, {"milex": (-9,)}).milex.isna().tolist()
        [False, True]
    """
    changed = {}
    for name, those in codes.items():
        if name in frame:
            try:
                numbers = pd.to_numeric(frame[name]).astype("float64")
            except ValueError as error:
                raise ValueError(f"column {name}: {error}") from None
            changed[name] = numbers.mask(numbers.isin(list(those)))
    return frame.assign(**changed)


def years_of(frame: pd.DataFrame, name: str = "year") -> np.ndarray:
    """A column of years as whole numbers."""
    return frame[name].to_numpy(dtype="int64")


def _open(path: Path, compressed: bool) -> IO[bytes]:
    return gzip.open(path, "rb") if compressed else path.open("rb")  # type: ignore[return-value]


def _heads(path: Path, header: int) -> list[str]:
    if _suffix(path) in WORKBOOKS:
        return [str(head) for head in _workbook(path, header=header, nrows=0).columns]
    return [str(head) for head in _text(path, header, nrows=0).columns]


def _read(path: Path, columns: list[str], missing: list[str], header: int) -> pd.DataFrame:
    if _suffix(path) in WORKBOOKS:
        return _workbook(path, header=header, usecols=columns, na_values=missing)
    return _text(path, header, usecols=columns, na_values=missing, low_memory=False)


def _text(path: Path, header: int, **options: object) -> pd.DataFrame:
    for encoding in ENCODINGS:
        try:
            separator = _separator(path, encoding, header)
            return pd.read_csv(  # type: ignore[call-overload]
                path, skiprows=header, encoding=encoding, sep=separator, **options
            )
        except UnicodeDecodeError:
            continue
    raise UnreadableSource(f"{path} is not text.")


def _workbook(path: Path, **options: object) -> pd.DataFrame:
    try:
        return pd.read_excel(path, **options)  # type: ignore[call-overload]
    except ImportError as error:
        package = error.name or ("xlrd" if _suffix(path) == ".xls" else "openpyxl")
        raise MissingExtra(package, f"reading {path.name}") from None
    except KeyError as error:
        raise UnreadableSource(f"{path} is not a workbook: {error}. Fetch it again.") from error


def _separator(path: Path, encoding: str, header: int) -> str:
    with path.open("rb") as raw:
        compressed = raw.read(2) == b"\x1f\x8b"
    with _open(path, compressed) as stream:
        for _ in range(header):
            stream.readline()
        heads = stream.readline(1 << 16).decode(encoding, "replace")
    return "\t" if heads.count("\t") > heads.count(",") else ","


def _suffix(path: Path) -> str:
    return path.suffix.lower()


def _match(
    path: Path, names: Names, heads: Sequence[str], optional: frozenset[str]
) -> dict[str, str]:
    by_folded = {head.strip().casefold(): head for head in reversed(heads)}
    wanted, absent = {}, []
    for ours, theirs in names.items():
        options = (theirs,) if isinstance(theirs, str) else tuple(theirs)
        found = [by_folded[o.casefold()] for o in options if o.casefold() in by_folded]
        if found:
            wanted[ours] = found[0]
        elif ours not in optional:
            absent.append(options[0])
    if absent:
        raise UnreadableSource(
            f"{path} lacks the column{'s' if len(absent) > 1 else ''} {', '.join(absent)}."
            f"{did_you_mean(absent[0], heads)} It has {', '.join(map(str, heads[:12]))}"
            f"{', ...' if len(heads) > 12 else ''}. Is it the file that was meant?"
        )
    return wanted
