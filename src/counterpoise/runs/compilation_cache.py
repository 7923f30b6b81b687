"""Compiled once, run often: the compiled program is kept for the next run on this machine.

Compiling a model takes ten seconds; loading it takes a fraction of one. The cache lies in the
user's cache directory, apart for every kind of processor, because code compiled for one may not
run on another. Where that directory cannot be written, every run compiles anew.
"""

import hashlib
import os
import platform
from pathlib import Path
from typing import Any

SHORTEST_COMPILE_SECONDS = 0.2


def processor() -> str:
    """A short name for the kind of processor, the same for processors that run the same code."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        flags = next(line for line in lines if line.lower().startswith(("flags", "features")))
    except (OSError, StopIteration):
        flags = platform.processor()
    return f"{platform.machine()}-{hashlib.sha256(flags.encode()).hexdigest()[:10]}"


def use_compilation_cache() -> Path | None:
    """Switch the cache on, unless JAX was told of one already.

    Returns:
        Its directory; None where it stays off.
    """
    import jax

    settings: Any = jax.config
    if settings.jax_compilation_cache_dir or not settings.jax_enable_compilation_cache:
        return None
    from jax.experimental.compilation_cache import compilation_cache
    from platformdirs import user_cache_path

    try:
        folder = user_cache_path("counterpoise") / "jax" / processor()
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except (OSError, RuntimeError):
        return None
    settings.update("jax_compilation_cache_dir", str(folder))
    settings.update("jax_persistent_cache_min_compile_time_secs", SHORTEST_COMPILE_SECONDS)
    settings.update("jax_persistent_cache_min_entry_size_bytes", -1)
    compilation_cache.reset_cache()
    return folder
