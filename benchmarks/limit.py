"""What two cores could do: the whole yearly step written by hand in C, called from two threads.

``limit.c`` does the arithmetic of ``balance_of_threat()`` in single precision, on every dyad, with
the same draws, and returns what ``run_ensemble`` returns. It is compiled here for this processor.
"""

import ctypes
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np

from counterpoise.measures.metric import STATE_VARIABLES
from counterpoise.mechanisms.geography import TINY
from counterpoise.mechanisms.nested_choice import CERTAIN
from counterpoise.mechanisms.relevance import RELEVANT_KM
from counterpoise.models.balance_of_threat import balance_of_threat
from counterpoise.world.world import World

SOURCE = Path(__file__).with_name("limit.c")
BUILD = Path(__file__).parents[1] / ".cache" / "benchmarks"
METRICS = (
    "threat",
    "intentions",
    "p_hide",
    "p_bandwagon",
    "p_soft",
    "p_internal",
    "p_external",
    "hard_balancing",
    "soft_weight",
    "territorial_denial",
    "entangling_diplomacy",
    "economic_strengthening",
    "resolve",
    "states_soft",
    "delay_months",
    "net_cost_ratio",
    "own_distancing",
    "disputes",
    "wars",
    "pacts",
    "rivalries",
)
STREAMS = (
    *("arms", "growth", "posture", "projects", "target", "stake", "opportunity", "choice"),
    *("council", "execution", "initiation", "escalation", "war", "join", "outcome", "rivalry"),
    *("alliance", "multilateral", "event", "convenor", "ideal_points"),
)
FLAGS = ("-O3", "-ffast-math", "-fopenmp-simd", "-fPIC", "-std=gnu11")
WORD = 32
AWKWARD = 128  # a row of a multiple of this many columns makes columns collide in the cache

VECTORS = (
    *("present", "capability", "income", "trend_growth", "military_spending", "ideal_point"),
    *("democracy", "great_power", "council_seat", "veto", "nuclear"),
    *("membership", "legitimacy", "punishment"),
)
MATRICES = (
    *("distance", "contiguity", "trade_share", "defence_pact", "rivalry", "basing"),
    *("conflict_stock", "frailty"),
)


class NoCompiler(RuntimeError):
    """There is no C compiler here that can build the kernel."""


class _World(ctypes.Structure):
    _fields_ = (
        ("actors", ctypes.c_int),
        ("stride", ctypes.c_int),
        ("code", ctypes.c_void_p),
        *((name, ctypes.c_void_p) for name in (*VECTORS, *MATRICES)),
    )


@dataclass(frozen=True)
class Histories:
    """What the kernel found, named and shaped as one arm of an ``Ensemble``.

    Attributes:
        metrics: By metric, [draw, year].
        by_state: By variable, [draw, year, actor].
    """

    metrics: dict[str, np.ndarray]
    by_state: dict[str, np.ndarray]


def addresses() -> tuple[str, ...]:
    """Parameters in the order in which the kernel takes them."""
    return tuple(balance_of_threat().parameters())


def names_header() -> str:
    """The header that tells the kernel places of parameters, labels of streams and constants."""
    places = ", ".join(address.replace(".", "_") for address in addresses())
    labels = "\n".join(f"#define STREAM_{name} 0x{crc32(name.encode()):08X}u" for name in STREAMS)
    constants = "\n".join(
        f"#define {name} {value!r}f"
        for name, value in (("TINY", TINY), ("RELEVANT_KM", RELEVANT_KM), ("CERTAIN", CERTAIN))
    )
    return f"enum {{ {places}, PARAMETERS }};\n{labels}\n{constants}\n"


def compiler() -> str:
    """The C compiler of this machine.

    Raises:
        NoCompiler: None is on the path.
    """
    named = os.environ.get("CC", "").split()
    for name in (*named[:1], "cc", "gcc", "clang"):
        if shutil.which(name):
            return name
    raise NoCompiler("no C compiler on the path: install gcc or clang, or name one in CC")


def build(folder: Path = BUILD) -> Path:
    """Compile the kernel for this processor.

    Args:
        folder: Where the header, the object and the library go.

    Raises:
        NoCompiler: The compiler is missing, or cannot compile the kernel.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "limit_names.h").write_text(names_header(), encoding="utf-8")
    made, library = folder / "limit.o", folder / "limit.so"
    said = ""
    for processor in ("-march=native", "-mcpu=native"):
        compiled = subprocess.run(
            [compiler(), *FLAGS, processor, f"-I{folder}", "-c", str(SOURCE), "-o", str(made)],
            capture_output=True,
            text=True,
            check=False,
        )
        if compiled.returncode == 0:
            # Linked without -ffast-math: with it the library would change how this whole process
            # treats denormal numbers.
            subprocess.run(
                [compiler(), "-shared", str(made), "-o", str(library), "-lm"], check=True
            )
            return library
        said = said or compiled.stderr
    raise NoCompiler(f"`{compiler()}` cannot compile {SOURCE.name} here:\n{said}")


@cache
def _library(path: Path) -> ctypes.CDLL:
    library = ctypes.CDLL(str(path))
    pointer = ctypes.c_void_p
    whole = ctypes.c_int
    library.limit_histories.argtypes = (
        *(ctypes.POINTER(_World), pointer, ctypes.c_uint32, whole, whole, whole, whole, whole),
        *(whole, ctypes.c_float, pointer, pointer),
    )
    return library


@dataclass(frozen=True)
class _Prepared:
    """The world as the kernel reads it; holds the arrays that it points to."""

    struct: _World
    arrays: dict[str, np.ndarray]


def _prepared(world: World) -> _Prepared:
    actors = world.actors
    stride = -(-actors // WORD) * WORD
    stride += WORD if stride % AWKWARD == 0 else 0
    arrays = {"code": np.zeros(stride, np.int32)}
    arrays["code"][:actors] = np.asarray(world.code)
    for name in VECTORS:
        found = np.asarray(getattr(world, name))
        arrays[name] = np.zeros(stride, np.float32)
        arrays[name][:actors] = found[:, 0] if found.ndim == 2 else found
    for name in MATRICES:
        arrays[name] = np.zeros((actors, stride), np.float32)
        arrays[name][:, :actors] = np.asarray(getattr(world, name))
    pointers = {name: array.ctypes.data for name, array in arrays.items()}
    return _Prepared(_World(actors=actors, stride=stride, **pointers), arrays)


def run_limit(
    library: Path,
    world: World,
    parameters: dict[str, np.ndarray],
    years: int,
    first_year: int,
    seed: int,
    power: int = 0,
    target: int = 1,
    threads: int = 2,
    batch: int = 4,
) -> Histories:
    """Every draw through the kernel, without interventions.

    Args:
        library: What ``build`` made.
        world: The world at the start; without a past of acts or projects.
        parameters: By address, the value in each draw.
        years: How many.
        first_year: Calendar year of the first.
        seed: Of the run.
        power, target: Whom the figures are about.
        threads: Histories in flight at once.
        batch: Histories per call.
    """
    kernel = _library(library)
    prepared = _prepared(world)
    table = np.stack([parameters[address] for address in addresses()], axis=1).astype(np.float32)
    table = np.ascontiguousarray(table)
    draws = len(table)
    metrics = np.zeros((draws, years, len(METRICS)), np.float32)
    states = np.zeros((draws, years, len(STATE_VARIABLES), world.actors), np.float32)

    def call(start: int) -> None:
        failed = kernel.limit_histories(
            ctypes.byref(prepared.struct),
            table.ctypes.data,
            *(seed, start, min(start + batch, draws), first_year, years, power, target, 0.0),
            *(metrics.ctypes.data, states.ctypes.data),
        )
        if failed:
            raise MemoryError("the kernel found no memory for its matrices")

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(call, range(0, draws, batch)))
    return Histories(
        {name: metrics[:, :, place] for place, name in enumerate(METRICS)},
        {name: states[:, :, place] for place, name in enumerate(STATE_VARIABLES)},
    )
