"""How fast the package is, beside peers and beside the limit, all measured in one run.

    python -m benchmarks               the whole bench, under ten minutes on two quiet cores
    python -m benchmarks --quick       a rough version in about a minute
    python -m benchmarks --write-docs  also writes the table into docs/benchmarks.md

Two threads throughout, and two processes of each peer that has none. What the peers compute is
checked against the package before a ratio is formed. The table goes to stdout, progress to stderr,
and the figures to benchmarks/latest.json.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("latest.json")
PAGE = ROOT / "docs" / "benchmarks.md"
BEGINS, ENDS = "<!-- table: begins -->", "<!-- table: ends -->"
STATES = 195  # what the targets are about
PROCESSES = 2
CLOSE = 1e-3  # relative, on figures that the kernel and the package both report
AGREEING = 0.95  # of histories: the others part at one draw that rounding decides


@dataclass(frozen=True)
class Case:
    """A row of the first table; parameters are ``prior`` or ``default``."""

    n: int
    draws: int
    years: int
    parameters: str
    acts: int = 64


# The list of acts is long enough for a typical year of the world; from 500 states on parameters
# stay at their defaults, because the fringe of the prior fills any list.
FULL = (
    Case(50, 1, 20, "default"),
    Case(50, 64, 20, "default"),
    Case(195, 1, 10, "default"),
    Case(195, 64, 10, "default"),
    Case(195, 64, 10, "prior"),
    Case(195, 1024, 10, "default"),
    Case(195, 1024, 10, "prior"),
    Case(500, 64, 10, "default", 256),
    Case(1000, 16, 5, "default", 1024),
    Case(2000, 4, 2, "default", 4096),
)
QUICK = (Case(195, 64, 10, "default"), Case(195, 64, 10, "prior"))


class BenchFailed(RuntimeError):
    """A part of the bench could not be done, or a peer computed something else."""


class Bench:
    """One run of the bench: its pace, its scratch folder and its child processes."""

    def __init__(self, quick: bool, cache: Path) -> None:
        self.quick = quick
        self.cache = cache
        self.began = time.perf_counter()
        self.children: set[subprocess.Popen[str]] = set()

    def say(self, what: str) -> None:
        """One line of progress."""
        print(f"[{time.perf_counter() - self.began:5.0f} s] {what}", file=sys.stderr, flush=True)

    def child(self, **job: Any) -> dict[str, Any]:
        """One measurement in a fresh process."""
        command = [sys.executable, "-m", "benchmarks.measure", json.dumps(job)]
        environment = os.environ | {"JAX_PLATFORMS": "cpu"}
        child = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.children.add(child)
        try:
            out, said = child.communicate()
        except KeyboardInterrupt:
            child.terminate()
            raise
        finally:
            self.children.discard(child)
        if child.returncode:
            raise BenchFailed(f"`{job['what']}` failed:\n{said.strip()[-2000:]}")
        return dict(json.loads(out.strip().splitlines()[-1]))

    def program(self, case: "Case", arms: int = 1) -> Path:
        """Where the compiled program of this case is kept."""
        return self.cache / f"{case.n}-{case.draws}-{case.years}-{case.acts}-{arms}"

    def side_by_side(self, **job: Any) -> list[dict[str, Any]]:
        """The same measurement in as many processes as the package uses threads."""
        with ThreadPoolExecutor(PROCESSES) as pool:
            try:
                return list(pool.map(lambda seed: self.child(seed=seed, **job), range(PROCESSES)))
            except KeyboardInterrupt:
                self.stop()
                raise

    def stop(self) -> None:
        """End what is still running."""
        for child in tuple(self.children):
            child.terminate()


def full_row(bench: Bench, case: Case, arms: int = 1) -> dict[str, Any]:
    """Speed, time to compile, and memory of one case; a second process finds the cache warm."""
    bench.say(
        f"full model: {case.n} states, {case.draws} draws x {case.years} years"
        + (f" x {arms} arms" if arms > 1 else "")
        + f", parameters {case.parameters}"
    )
    cache = bench.program(case, arms)
    fresh = not cache.exists()
    job = asdict(case) | {"what": "full", "arms": arms, "cache": str(cache)}
    pace = 0.0 if arms > 1 else 1.0 if bench.quick else 6.0
    cold = bench.child(**job, only_first=False, seconds=pace)
    warm = bench.child(**job, only_first=arms == 1, seconds=0.0)
    return asdict(case) | {
        "world_years_per_s": cold["world_years_per_s"],
        "compile_cold_s": cold["whole_s"] - cold["run_s"] if fresh else None,
        "compile_cached_s": max(warm["first_s"] - cold["later_s"], 0.0),
        "peak_rss_mb": cold["peak_rss_mb"],
        "histories_done_again": cold["histories_done_again"],
        "repeats": cold["repeats"],
        "whole_warm_s": warm.get("whole_s"),
    }


def orders_part(bench: Bench, case: Case) -> dict[str, Any]:
    """What three orders cost: years of the model with them beside years of the model without."""
    bench.say(f"three orders: {case.n} states, {case.draws} draws x {case.years} years")
    cache = str(bench.program(case)) + "-orders"
    job = asdict(case) | {"what": "full", "arms": 1, "only_first": False, "cache": cache}
    pace = 1.0 if bench.quick else 6.0
    # In turns, so that both meet the same machine.
    speeds: dict[int, list[float]] = {0: [], 3: []}
    for _ in range(1 if bench.quick else 2):
        for orders, found in speeds.items():
            child = bench.child(**job, orders=orders, seconds=pace)
            found.append(child["world_years_per_s"])
    without, among = (max(found) for found in speeds.values())
    return {"ratio": without / among, "world_years_per_s": among, "without": without}


def processes_part(bench: Bench, case: Case) -> dict[str, Any]:
    """What a second process adds: two side by side, each with one thread, beside one alone."""
    bench.say(f"two processes beside one: {case.n} states, {case.draws} draws x {case.years} years")
    job = asdict(case) | {
        "what": "full",
        "arms": 1,
        "only_first": False,
        "threads": 1,
        "seconds": 1.0 if bench.quick else 10.0,
        "cache": str(bench.program(case)),
    }
    alone = bench.child(**job)["world_years_per_s"]
    both = sum(each["world_years_per_s"] for each in bench.side_by_side(**job))
    return {"ratio": both / alone, "alone": alone, "both": both}


def exponent(rows: list[dict[str, Any]]) -> float | None:
    """How the cost of a world-year grows with the number of states: the slope in logarithms.

    Of each size, the row with the most draws at the default parameters.
    """
    import numpy as np

    best = {
        row["n"]: row["world_years_per_s"]
        for row in sorted(rows, key=lambda row: int(row["draws"]))
        if row["parameters"] == "default"
    }
    if len(best) < 3:
        return None
    sizes, speeds = np.array(list(best)), np.array(list(best.values()))
    return float(np.polyfit(np.log(sizes), -np.log(speeds), 1)[0])


def mesa_part(bench: Bench) -> dict[str, Any]:
    """The core of the model in Mesa: the same results, and how much slower."""
    from benchmarks import workload
    from benchmarks.agreement import same_distribution
    from benchmarks.core import core, run_core

    try:
        from benchmarks.mesa_peer import run_mesa
    except ImportError:
        return {"skipped": "mesa is not installed: pip install 'counterpoise[bench]'"}
    import numpy as np

    states, years = (16, 3) if bench.quick else (24, 4)
    some, many = (60, 300) if bench.quick else (250, 2000)
    bench.say(f"Mesa: {some} histories of {states} states against {many} of ours")
    world = workload.world_of(states)
    values = {name: float(all_[0]) for name, all_ in workload.defaults(core(), 1).items()}
    # Livelier than the default, so that there are disputes and pacts to compare.
    values |= {"initiation.i0": 1.0, "alliance.al0": 2.0}
    ours = run_core(
        world,
        {name: np.full(many, value) for name, value in values.items()},
        years,
        workload.FIRST_YEAR,
        workload.SEED,
    )
    theirs = [run_mesa(world, values, years, seed) for seed in range(some)]
    agreement = same_distribution(
        {name: found.sum(axis=1) for name, found in ours.items()},
        {name: np.array([one[name].sum() for one in theirs]) for name in ours},
    )
    bench.say(f"Mesa: {STATES} states, timed in {PROCESSES} processes")
    count = 1 if bench.quick else 3
    found = bench.side_by_side(what="mesa", n=STATES, years=count)
    alone = bench.child(what="mesa", n=STATES, years=count, seed=0)
    draws, span = (32, 5) if bench.quick else (256, 10)
    drawn = workload.defaults(core(), draws)
    speed = _speed(
        lambda: run_core(
            workload.world_of(STATES), drawn, span, workload.FIRST_YEAR, workload.SEED
        ),
        draws * span,
    )
    peer = PROCESSES * count / max(each["years_s"] for each in found)
    return {
        "ratio": speed / peer,
        "ratio_one_process": speed * alone["years_s"] / count,
        "core_world_years_per_s": speed,
        "mesa_world_years_per_s": peer,
        "agreement": asdict(agreement),
    }


class Reference:
    """Our own results at the size that the targets are about, for the peers to be held to."""

    case = Case(STATES, 64, 10, "default")

    def __init__(self, bench: Bench) -> None:
        import jax

        from benchmarks import workload
        from counterpoise.models.balance_of_threat import balance_of_threat

        jax.config.update("jax_compilation_cache_dir", str(bench.program(self.case)))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
        self.world = workload.world_of(self.case.n)
        self.focus = workload.focus_of(self.world)
        self.defaults = workload.defaults(balance_of_threat(), self.case.draws)
        self.prior = workload.prior_draws(balance_of_threat(), self.case.draws)
        bench.say(f"our own {self.case.draws} histories of {STATES} states, to compare with")
        self.by_default = self.run(self.defaults)

    def run(self, parameters: dict[str, Any]) -> Any:
        """The ensemble under these parameters."""
        from benchmarks import workload

        return workload.run_full(self.world, parameters, self.case.years)


def numpy_part(bench: Bench, reference: Reference, ours: float) -> dict[str, Any]:
    """The full model in plain NumPy: the same worlds, and how much slower."""
    import numpy as np

    from benchmarks import numpy_peer

    try:
        numpy_peer.statement()
    except numpy_peer.NoStatement as missing:
        return {"skipped": str(missing)}
    years = 1 if bench.quick else 3
    bench.say("NumPy: the same history as ours")
    values = {name: float(all_[0]) for name, all_ in reference.defaults.items()}
    after, _ = numpy_peer.simulate(reference.world, values, years, 0)
    for place, stated in enumerate(after):
        for name, all_ in reference.by_default.by_state.items():
            theirs = stated[name][:, reference.focus.power]
            if not np.allclose(all_[0, 0, place], theirs, rtol=1e-4, atol=1e-5):
                raise BenchFailed(f"the NumPy statement differs in `{name}`: no ratio is formed")
    bench.say(f"NumPy: {STATES} states, timed in {PROCESSES} processes")
    found = bench.side_by_side(what="numpy", n=STATES, years=years)
    alone = bench.child(what="numpy", n=STATES, years=years, seed=0)
    peer = PROCESSES * years / max(each["years_s"] for each in found)
    return {
        "ratio": ours / peer,
        "ratio_one_process": ours * alone["years_s"] / years,
        "numpy_world_years_per_s": peer,
    }


def limit_part(bench: Bench, reference: Reference) -> dict[str, Any]:
    """The full model by hand in C: the same histories, and how much faster."""
    from benchmarks import limit, workload

    bench.say("the limit: building the kernel")
    try:
        library = limit.build()
    except limit.NoCompiler as missing:
        return {"skipped": str(missing)}

    def kernel(values: dict[str, Any]) -> limit.Histories:
        return limit.run_limit(
            library,
            reference.world,
            values,
            reference.case.years,
            workload.FIRST_YEAR,
            workload.SEED,
            reference.focus.power,
            reference.focus.target,
            threads=workload.THREADS,
        )

    draws, years = reference.case.draws, reference.case.years
    bench.say(f"the limit: {2 * draws} histories of {STATES} states against ours")
    by_default = compare(reference.by_default, kernel(reference.defaults))
    by_prior = compare(reference.run(reference.prior), kernel(reference.prior))
    agreeing = (by_default[0] + by_prior[0]) / 2
    if agreeing < AGREEING:
        raise BenchFailed(
            f"the kernel and the package agree in only {agreeing:.0%} of histories: what the "
            "kernel computes is not the model, and no ratio is formed"
        )
    # Timed at the defaults: no history is done again there for want of places for acts, a matter
    # of the package's bookkeeping and not of its arithmetic. In turns, so that both meet the same
    # machine.
    ours, theirs = [], []
    for _ in range(3 if bench.quick else 15):
        began = time.perf_counter()
        reference.run(reference.defaults)
        ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        kernel(reference.defaults)
        theirs.append(time.perf_counter() - began)
    ratios = sorted(a / b for a, b in zip(theirs, ours, strict=True))
    return {
        "ratio": ratios[len(ratios) // 2],
        "ours_world_years_per_s": draws * years / sorted(ours)[len(ours) // 2],
        "limit_world_years_per_s": draws * years / sorted(theirs)[len(theirs) // 2],
        "histories": 2 * draws,
        "agreeing": agreeing,
        "largest_difference": max(by_default[1], by_prior[1]),
    }


def compare(ensemble: Any, histories: Any) -> tuple[float, float]:
    """Share of histories in which every figure of every year agrees; largest difference there.

    Args:
        ensemble: What ``run_ensemble`` found, of one arm.
        histories: What the kernel found under the same draws.
    """
    import numpy as np

    pairs = [(ensemble.metrics[name][0], found) for name, found in histories.metrics.items()]
    pairs += [
        (ensemble.by_state[name][0].reshape(found.shape[0], -1), found.reshape(len(found), -1))
        for name, found in histories.by_state.items()
    ]
    apart = np.stack(
        [(np.abs(a - b) / (0.1 + np.abs(a))).reshape(len(a), -1).max(axis=1) for a, b in pairs]
    ).max(axis=0)
    same = apart < CLOSE  # false where it is not a number
    return float(same.mean()), float(apart[same].max()) if same.any() else float("nan")


def _speed(work: Callable[[], Any], world_years: int) -> float:
    """World-years a second, the median of some repeats after one that compiles."""
    work()
    spent: list[float] = []
    while len(spent) < 3:
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return world_years / sorted(spent)[1]


# --- what is shown --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Target:
    """A figure beside what it should be."""

    name: str
    value: float | None
    wanted: float
    below: bool
    note: str
    bound: str  # what stands in the way where it is missed

    def verdict(self) -> str:
        """pass, MISSED, or why there is no figure."""
        if self.value is None:
            return "not measured"
        return "pass" if (self.value < self.wanted) == self.below else "MISSED"


def targets(found: dict[str, Any]) -> list[Target]:
    """Every figure that has a target."""
    parts = found["parts"]
    mesa, peer, limit = parts["mesa"], parts["numpy"], parts["limit"]
    orders, processes = parts["orders"], parts["processes"]
    return [
        Target(
            f"world-years/s, {STATES} states, two threads",
            found["world_years_per_s"],
            1500.0,
            False,
            "full model through run_ensemble, parameters at their defaults",
            "each phase of the year is a pass over matrices of its own; see the limit",
        ),
        Target(
            "times Mesa 3 (core)",
            found["mesa_ratio"],
            1000.0,
            False,
            mesa.get("skipped")
            or f"both on two cores; {mesa['ratio_one_process']:.0f} times one Mesa process",
            "its loops that matter run in C (sum, map, sets): plain Python is at its best here",
        ),
        Target(
            "times plain NumPy (full)",
            found["numpy_ratio"],
            8.0,
            False,
            peer.get("skipped")
            or f"both on two cores; {peer['ratio_one_process']:.0f} times one NumPy process",
            "whole-matrix operations in double precision are what NumPy does best",
        ),
        Target(
            "of the limit (full, C kernel)",
            found["limit_ratio"],
            0.35,
            False,
            limit.get("skipped")
            or f"{limit['agreeing']:.1%} of {limit['histories']} histories agree throughout",
            "the compiler writes each phase's matrices to memory; the kernel keeps rows in cache",
        ),
        Target(
            "seconds for 200 draws x 10 years x 3 arms",
            found["demo_s"],
            15.0,
            True,
            f"{STATES} states, fresh process, warm cache, parameters from their priors",
            "world-years a second, and batches done again for want of places for acts",
        ),
        Target(
            "times the cost of a year without orders, with three",
            orders["ratio"],
            1.4,
            True,
            f"{orders['world_years_per_s']:,.0f} world-years/s beside {orders['without']:,.0f}",
            "joining, enforcement and legitimacy pass over matrices, and are observed every year",
        ),
        Target(
            "exponent of the cost of a world-year in the number of states",
            found["exponent"],
            2.5,
            True,
            "least squares in logarithms over the rows above; dyads alone would give 2",
            "common threat compares every two states with regard to every third",
        ),
        Target(
            "two processes beside one, each with one thread",
            processes["ratio"],
            1.85,
            False,
            f"{processes['both']:,.0f} world-years/s beside {processes['alone']:,.0f}",
            "the cores share caches, memory and whatever else runs on the machine",
        ),
    ]


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def tables(found: dict[str, Any], markdown: bool = False) -> str:
    """Both tables, as text or as Markdown."""
    rows = [
        [
            str(row["n"]),
            str(row["draws"]),
            str(row["years"]),
            row["parameters"],
            _number(row["world_years_per_s"]),
            _number(row["compile_cold_s"]),
            _number(row["compile_cached_s"]),
            _number(row["peak_rss_mb"]),
            str(row["histories_done_again"]),
        ]
        for row in found["rows"]
    ]
    head = ["states", "draws", "years", "parameters", "world-years/s", "compile s"]
    first = _table([*head, "cached s", "peak MB", "done again"], rows, markdown)
    aims = [
        [
            each.name,
            _number(each.value),
            f"{'<' if each.below else '>='} {each.wanted:g}",
            each.verdict(),
            each.bound if each.verdict() == "MISSED" else each.note,
        ]
        for each in targets(found)
    ]
    second = _table(["figure", "measured", "target", "verdict", "remark"], aims, markdown)
    machine = found["machine"]
    line = f"{machine['processor']}, {machine['cores']} cores, {found['created'][:10]}; " + (
        "quick version, rough figures" if found["quick"] else f"{found['seconds']:.0f} s in all"
    )
    if machine["load"] > 1.0:
        line += f"; the machine was not quiet (load {machine['load']:.1f} before the start)"
    return f"{first}\n\n{second}\n\n{line}"


def _table(head: list[str], rows: list[list[str]], markdown: bool) -> str:
    cells = [head, *rows]
    if markdown:
        lines = ["| " + " | ".join(row) + " |" for row in cells]
        return "\n".join([lines[0], "|" + " --- |" * len(head), *lines[1:]])
    widths = [max(len(row[place]) for row in cells) for place in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def machine() -> dict[str, Any]:
    """Where this was measured."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text(encoding="utf-8", errors="replace").splitlines()
        name = next((line.split(":")[1].strip() for line in lines if "model name" in line), name)
    return {
        "processor": name,
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0,
    }


def write_docs(found: dict[str, Any]) -> None:
    """Put the tables between the marks of the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGINS)
    after = rest.split(ENDS)[1]
    text = f"{before}{BEGINS}\n\n{tables(found, markdown=True)}\n\n{ENDS}{after}"
    PAGE.write_text(text, encoding="utf-8")


def measured(bench: Bench) -> dict[str, Any]:
    """Everything, part by part."""
    found: dict[str, Any] = {
        "created": datetime.now().astimezone().isoformat(timespec="seconds"),
        "quick": bench.quick,
        "machine": machine(),
    }
    rows = [full_row(bench, case) for case in (QUICK if bench.quick else FULL)]
    ours = max(
        (row for row in rows if row["n"] == STATES and row["parameters"] == "default"),
        key=lambda row: row["draws"],
    )["world_years_per_s"]
    reference = Reference(bench)
    beside = Case(STATES, 64, 10, "default")
    parts = {
        "orders": orders_part(bench, beside),
        "processes": processes_part(bench, beside),
        "limit": limit_part(bench, reference),
        "numpy": numpy_part(bench, reference, ours),
        "mesa": mesa_part(bench),
    }
    demo = None
    if not bench.quick:
        bench.say("the demonstration's size")
        demo = full_row(bench, Case(STATES, 200, 10, "prior"), arms=3)["whole_warm_s"]
    return found | {
        "seconds": time.perf_counter() - bench.began,
        "rows": rows,
        "world_years_per_s": ours,
        "exponent": exponent(rows),
        "mesa_ratio": parts["mesa"].get("ratio"),
        "numpy_ratio": parts["numpy"].get("ratio"),
        "limit_ratio": parts["limit"].get("ratio"),
        "demo_s": demo,
        "parts": parts,
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the bench; 1 if a part failed, 130 if interrupted."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--quick", action="store_true", help="a rough version, about a minute")
    parser.add_argument("--write-docs", action="store_true", help=f"write {PAGE.name} too")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        bench = Bench(chosen.quick, Path(folder))
        try:
            found = measured(bench)
        except KeyboardInterrupt:
            bench.stop()
            print("interrupted; nothing was written", file=sys.stderr)
            return 130
        except (BenchFailed, AssertionError) as failed:
            bench.stop()
            print(f"the bench failed: {failed}", file=sys.stderr)
            return 1
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(tables(found))
    if chosen.write_docs:
        write_docs(found)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
