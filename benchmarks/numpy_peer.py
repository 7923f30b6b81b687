"""The plain NumPy statement of the yearly step, with draws hashed in NumPy too."""

import importlib.util
import sys
import time
from functools import cache
from pathlib import Path
from types import ModuleType
from zlib import crc32

import numpy as np
from scipy.special import ndtri

from benchmarks import workload
from counterpoise.models.balance_of_threat import balance_of_threat
from counterpoise.world.chance import Chance
from counterpoise.world.world import World

STATEMENT = Path(__file__).parents[1] / "tests" / "reproductions" / "numpy_step.py"
GOLDEN, SILVER = np.uint32(0x9E3779B9), np.uint32(0x85EBCA6B)


class NoStatement(RuntimeError):
    """The NumPy statement is not where it should be."""


@cache
def statement() -> ModuleType:
    """The module that states the year in NumPy.

    Raises:
        NoStatement: It is not there.
    """
    if not STATEMENT.exists():
        raise NoStatement(f"there is no {STATEMENT}")
    spec = importlib.util.spec_from_file_location("numpy_step", STATEMENT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _mix(word: np.ndarray, key: np.ndarray) -> np.ndarray:
    word = word ^ (word >> np.uint32(16))
    word = word * np.uint32(0x7FEB352D) ^ key
    word = word ^ (word >> np.uint32(15))
    word = word * np.uint32(0x846CA68B)
    return word ^ (word >> np.uint32(16))


class Hashed:
    """The draws of one year, by the package's hash."""

    def __init__(self, key: np.ndarray) -> None:
        self.key = key

    def _stream(self, key: np.ndarray, name: str) -> np.ndarray:
        label = np.uint32(crc32(name.encode()))
        first = _mix(key[:1] ^ label, key[1:])
        return np.concatenate([first, _mix(key[1:] + label * GOLDEN, key[:1])])

    def _key(self, block: str, stream: str | None) -> np.ndarray:
        key = self._stream(self.key, block)
        return key if stream is None else self._stream(key, stream)

    def uniform(
        self, block: str, stream: str | None, actor: np.ndarray, target: np.ndarray
    ) -> np.ndarray:
        """One for each pair of an actor's and a target's number."""
        with np.errstate(over="ignore"):
            key = self._key(block, stream)
            own, other = np.asarray(actor).astype(np.uint32), np.asarray(target).astype(np.uint32)
            first = _mix(own * GOLDEN ^ key[0], key[1])
            second = _mix(own * SILVER + key[1], key[0])
            return ((_mix(other * GOLDEN ^ first, second) >> np.uint32(9)) + 0.5) * 2.0**-23

    def normal(
        self, block: str, stream: str | None, actor: np.ndarray, target: np.ndarray
    ) -> np.ndarray:
        """Standard normal, at the same addresses."""
        return ndtri(self.uniform(block, stream, actor, target))

    def pair(self, block: str, code: np.ndarray) -> np.ndarray:
        """One for each undirected dyad."""
        lower = np.minimum.outer(code, code)
        return self.uniform(block, None, lower, np.maximum.outer(code, code))


def simulate(
    world: World, values: dict[str, float], years: int, draw: int, seed: int = workload.SEED
) -> tuple[list[dict[str, np.ndarray]], float]:
    """One history: the world after each year, and the seconds that the years took."""
    stated = statement()
    # Keys of years come from the package: a handful of integers.
    chance = Chance.of(seed, draw)
    keys = [np.asarray(chance.year(workload.FIRST_YEAR + year).key) for year in range(years)]
    now = {name: np.array(getattr(world, name)) for name in world.__dataclass_fields__}
    now = {
        name: array if np.issubdtype(array.dtype, np.integer) else array.astype(float)
        for name, array in now.items()
    }
    now = stated.begin(now, values)
    after = []
    began = time.perf_counter()
    for key in keys:
        now = stated.year(now, values, Hashed(key))
        after.append(now)
    return after, time.perf_counter() - began


def timed(actors: int, years: int, draw: int) -> dict[str, float]:
    """Seconds for the years after the start."""
    model = balance_of_threat()
    values = {name: float(all_[0]) for name, all_ in workload.defaults(model, 1).items()}
    _, seconds = simulate(workload.world_of(actors), values, years, draw)
    return {"years_s": seconds}
