"""One measurement in a process of its own: what a fresh Python with its own cache sees.

``python -m benchmarks.measure '{"what": "full", ...}'`` prints one line of JSON. A fresh process
is what makes the time to compile, the use of a cache and the peak of memory mean something.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any


def _cache(folder: str) -> None:
    import jax

    jax.config.update("jax_compilation_cache_dir", folder)
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)


def peak_mb() -> float:
    """The most memory that this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def full(job: dict[str, Any]) -> dict[str, Any]:
    """The full model through ``run_ensemble``.

    Returns:
        ``first_s``, time to the first batch of histories, and ``whole_s``, time to the last, both
        with compiling or loading; ``later_s`` and ``run_s``, the same without. A job that is
        ``only_first`` ends after the first batch.
    """
    from benchmarks import workload
    from counterpoise.experiments.ensemble import run_ensemble
    from counterpoise.experiments.focus import Focus
    from counterpoise.experiments.plausibility import candidates
    from counterpoise.models.balance_of_threat import balance_of_threat
    from counterpoise.models.liberal_order import liberal_order

    orders = job.get("orders", 0)
    model = liberal_order() if orders else balance_of_threat()
    world = workload.world_of(job["n"], job["acts"], max(orders, 1))
    values = workload.prior_draws if job["parameters"] == "prior" else workload.defaults
    drawn = values(model, job["draws"])
    focus = workload.focus_of(world)
    if orders:
        focus = Focus(focus.power, focus.target, 0)
    if job["arms"] == 3:
        schedules = {
            "none": workload.quiet_schedule(job["years"]),
            "authorised": workload.act_schedule(job["years"], focus.power, focus.target, True),
            "unauthorised": workload.act_schedule(job["years"], focus.power, focus.target, False),
        }
    else:
        schedules = {"none": workload.quiet_schedule(job["years"])}
    wanted = None
    if job["arms"] == 3:
        # As `counterpoise run` does it: draws that describe no possible world are set aside.
        wanted = job["draws"]
        drawn = values(model, candidates(wanted))
    first: list[float] = []

    def once() -> tuple[float, Any]:
        began = time.perf_counter()

        def progress(done: int, jobs: int) -> None:
            if not first:
                first.append(time.perf_counter() - began)
                if job["only_first"]:
                    answer({"first_s": first[0], "peak_rss_mb": peak_mb()})
                    os._exit(0)

        found = run_ensemble(
            model,
            world,
            schedules,
            drawn,
            focus,
            workload.FIRST_YEAR,
            workload.SEED,
            draws=wanted,
            threads=job.get("threads", workload.THREADS),
            progress=progress,
        )
        return time.perf_counter() - began, found

    whole, found = once()
    to_first = first.pop()
    later, spent = [], []
    began = time.perf_counter()
    while not spent or (len(spent) < 5 and time.perf_counter() - began < job["seconds"]):
        seconds, found = once()
        later.append(first.pop())
        spent.append(seconds)
    median = sorted(spent)[len(spent) // 2]
    full_lists = (found.metrics["disputes"] > job["acts"] - 13).any(axis=2)
    return {
        "first_s": to_first,
        "whole_s": whole,
        "run_s": median,
        "later_s": min(later),
        "world_years_per_s": len(schedules) * job["draws"] * job["years"] / median,
        "repeats": len(spent),
        "histories_done_again": int(full_lists.sum()),
        "peak_rss_mb": peak_mb(),
    }


def mesa(job: dict[str, Any]) -> dict[str, Any]:
    """The core in Mesa: seconds for the years after the start."""
    from benchmarks import workload
    from benchmarks.core import core
    from benchmarks.mesa_peer import System

    world = workload.world_of(job["n"])
    values = {name: float(all_[0]) for name, all_ in workload.defaults(core(), 1).items()}
    system = System(world, values, seed=job["seed"])
    began = time.perf_counter()
    system.settle()
    settled = time.perf_counter()
    for _ in range(job["years"]):
        system.step()
    return {"start_s": settled - began, "years_s": time.perf_counter() - settled}


def numpy(job: dict[str, Any]) -> dict[str, Any]:
    """The full model in plain NumPy: seconds for the years after the start."""
    from benchmarks import numpy_peer

    return numpy_peer.timed(job["n"], job["years"], job["seed"])


def answer(found: dict[str, Any]) -> None:
    """Print the result on the line that the caller reads."""
    print(json.dumps(found), flush=True)


def main() -> int:
    """Do the job that the command line describes."""
    job = json.loads(sys.argv[1])
    try:
        if job.get("cache"):
            _cache(job["cache"])
        answer({"full": full, "mesa": mesa, "numpy": numpy}[job["what"]](job))
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    raise SystemExit(main())
