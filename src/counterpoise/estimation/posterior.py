"""A posterior, kept: draws that belong together, and all that is needed to repeat them.

One Parquet file: a row a draw, a column a parameter by its address, and the manifest (blocks,
window, versions of data and code, priors, diagnoses, overlaps of prior and posterior, a hash of the
draws) in the file's metadata. A draw is taken as a whole, so correlations between parameters stay.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.mechanisms.prior import Fixed, Off, Prior

KEY = b"counterpoise"
FORMAT = 1
SHIPPED = "shipped_{first}_{last}.parquet"
BINS = 20
PRIOR_DOMINATED = 0.8  # overlap of prior and posterior above which the data have said little


class NotAPosterior(ValueError):
    """A file is not a posterior that this package can read."""


@dataclass(frozen=True)
class Posterior:
    """Draws from a posterior.

    Attributes:
        values: By address, one value a row.
        manifest: How they came about.
    """

    values: Mapping[str, NDArray[np.float64]] = field(repr=False)
    manifest: Mapping[str, Any]

    @property
    def rows(self) -> int:
        """How many draws it holds."""
        return len(next(iter(self.values.values())))

    @property
    def years(self) -> tuple[int, int]:
        """First and last year of what it was estimated on."""
        first, last = self.manifest["years"]
        return int(first), int(last)

    @property
    def label(self) -> str:
        """What a report says of it: blocks' years, and the hash of its draws."""
        first, last = self.years
        return f"posterior {first}:{last} {self.manifest['system']} {self.manifest['hash'][:10]}"

    @cached_property
    def overlaps(self) -> dict[str, float]:
        """By address, how much of each parameter's posterior is its prior; see ``overlap``."""
        kept: Mapping[str, float] | None = self.manifest.get("overlap")
        if kept is not None:
            return {address: float(share) for address, share in kept.items()}
        found = ((address, prior_overlap(address, draws)) for address, draws in self.values.items())
        return {address: round(share, 4) for address, share in found if share is not None}

    @property
    def prior_dominated(self) -> tuple[str, ...]:
        """Addresses of what the data have hardly moved."""
        return tuple(a for a, share in self.overlaps.items() if share > PRIOR_DOMINATED)

    def without(self, why: Mapping[str, str]) -> "Posterior":
        """The same without some parameters.

        Args:
            why: By address, the reason.
        """
        values = {a: value for a, value in self.values.items() if a not in why}
        gone = {a: reason for a, reason in why.items() if a in self.values}
        left_out = {**self.manifest.get("left_out", {}), **gone}
        changed = {"hash": hash_of(values), "left_out": left_out}
        return Posterior(values, {**self.manifest, **changed})

    def thinned(self, rows: int) -> "Posterior":
        """Fewer draws, evenly spaced; overlaps stay those of all the draws."""
        pick = np.linspace(0, self.rows - 1, min(rows, self.rows)).round().astype(int)
        values = {address: value[pick] for address, value in self.values.items()}
        changed = {"hash": hash_of(values), "rows": len(pick), "overlap": self.overlaps}
        return Posterior(values, {**self.manifest, **changed})

    def save(self, path: Path) -> None:
        """Write the file; nothing is there until it is complete."""
        import pyarrow
        import pyarrow.parquet

        columns = {a: np.asarray(value, np.float32) for a, value in self.values.items()}
        said = {"overlap": self.overlaps, "prior_dominated": list(self.prior_dominated)}
        manifest = json.dumps({**self.manifest, **said}, sort_keys=True).encode()
        table = pyarrow.table(columns).replace_schema_metadata({KEY: manifest})
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(path.name + ".partial")
        try:
            pyarrow.parquet.write_table(
                table, partial, compression="zstd", use_dictionary=False, write_statistics=False
            )
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path) -> "Posterior":
        """Read a file.

        Raises:
            NotAPosterior: It is none.
            FileNotFoundError: It is not there.
        """
        import pyarrow
        import pyarrow.parquet

        if not path.exists():
            raise FileNotFoundError(2, "No such file or directory", str(path))
        try:
            table = pyarrow.parquet.read_table(path)
        except (pyarrow.ArrowInvalid, OSError) as error:
            raise NotAPosterior(f"{path}: not a posterior: {str(error).splitlines()[0]}") from error
        held = (table.schema.metadata or {}).get(KEY)
        if held is None:
            raise NotAPosterior(
                f"{path}: a Parquet file without the manifest of a posterior. "
                "Use what `counterpoise estimate` wrote."
            )
        manifest = json.loads(held)
        if manifest.get("format") != FORMAT:
            raise NotAPosterior(
                f"{path}: format {manifest.get('format')}; this version reads {FORMAT}. "
                "Estimate it again with `counterpoise estimate`."
            )
        values = {name: table.column(name).to_numpy().astype(float) for name in table.column_names}
        if hash_of(values) != manifest["hash"]:
            raise NotAPosterior(
                f"{path}: the draws are not those that the manifest describes; the file has been "
                "changed. Estimate it again with `counterpoise estimate`."
            )
        return cls(values, manifest)


def hash_of(values: Mapping[str, NDArray[np.float64]]) -> str:
    """A fingerprint of draws, to the precision in which they are kept."""
    found = hashlib.sha256()
    for address in sorted(values):
        found.update(address.encode())
        found.update(np.ascontiguousarray(values[address], np.float32).tobytes())
    return found.hexdigest()


@cache
def code_hash() -> str:
    """A fingerprint of the code behind an estimate: the mechanisms and the estimation."""
    found = hashlib.sha256()
    root = files("counterpoise")
    for layer in ("mechanisms", "estimation"):
        folder = Path(str(root.joinpath(layer)))
        for path in sorted(folder.rglob("*.py")):
            found.update(path.relative_to(folder).as_posix().encode())
            found.update(path.read_bytes())
    return found.hexdigest()


@cache
def eras() -> tuple[Posterior, ...]:
    """The posteriors that come with the package, each of an era; the latest is the last."""
    folder = Path(str(files("counterpoise.estimation")))
    found = (Posterior.load(path) for path in folder.glob(SHIPPED.format(first="*", last="*")))
    return tuple(sorted(found, key=lambda each: each.years))


def of_era(year: int) -> Posterior | None:
    """The posterior of the era in which a year lies, if one was estimated.

    An era opens with the year before its first, whose end is where its fit begins. The latest goes
    on.

    Example:
        >>> [None if (found := of_era(y)) is None else found.years for y in (1816, 1930, 2003)]
        [(1817, 1913), None, (1950, 2014)]
    """
    *earlier, latest = eras()
    if year >= latest.years[0]:
        return latest
    spanning = (each for each in earlier if each.years[0] - 1 <= year <= each.years[1])
    return next(spanning, None)


def shipped(year: int | None = None) -> Posterior:
    """The posterior that comes with the package: that of a year's era, or else the latest."""
    found = None if year is None else of_era(year)
    return eras()[-1] if found is None else found


def prior_overlap(address: str, draws: NDArray[np.float64]) -> float | None:
    """Overlap of a parameter's posterior with its prior of estimation; None for a nuisance.

    An effect that starts off is compared with the prior that holds once it is switched on. What the
    estimate held has moved nowhere.
    """
    from counterpoise.models.catalogue import parameters

    declared = parameters().get(address)
    if declared is None:
        return None
    prior = declared.estimation_prior
    if isinstance(prior, Fixed):
        return 1.0
    return overlap(prior.freed() if isinstance(prior, Off) else prior, draws)


def overlap(prior: Prior, draws: NDArray[np.float64]) -> float:
    """How much of the posterior is the prior: 1 if the data said nothing, 0 if all is new.

    The area under the lower of the two densities, in ``BINS`` bins of equal prior probability.

    Example:
        >>> from counterpoise.mechanisms.prior import Normal
        >>> drawn = np.random.default_rng(0).normal(size=10_000)
        >>> round(overlap(Normal(0.0, 1.0), drawn), 1), overlap(Normal(9.0, 1.0), drawn)
        (1.0, 0.05)
    """
    inner = np.asarray(prior.quantile(np.arange(1, BINS) / BINS))
    counts = np.bincount(np.searchsorted(inner, draws), minlength=BINS)
    return float(np.minimum(counts / len(draws), 1.0 / BINS).sum())
