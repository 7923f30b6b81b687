"""What every test shares: shapes checked as they run, a compilation cache, and the evidence.

The types in ``src`` say which axes an array has. Here they are enforced, so a test that calls a
function with the wrong shape fails inside that function and not three functions later.
"""

import os
from pathlib import Path

from jaxtyping import install_import_hook

REPOSITORY = Path(__file__).parents[1]

os.environ.setdefault("JAX_PLATFORMS", "cpu")
install_import_hook(
    [
        f"counterpoise.{layer}"
        for layer in ("world", "mechanisms", "models", "measures", "experiments", "estimation")
    ],
    # An int is a float, as the type checker holds too.
    "beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))",
)

import hypothesis  # noqa: E402
import jax  # noqa: E402
import pytest  # noqa: E402

jax.config.update("jax_compilation_cache_dir", str(REPOSITORY / ".cache" / "jax"))
jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.05)
jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)

hypothesis.settings.register_profile(
    "counterpoise", deadline=None, derandomize=True, max_examples=50
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "counterpoise"))


def pytest_configure(config: pytest.Config) -> None:
    """Compile quickly, not well: all but the long tests run a tiny program a few times."""
    if config.getoption("markexpr") == "not soak":
        os.environ.setdefault(
            "XLA_FLAGS",
            "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true "
            # The older emitters and one piece of code a program: half the time to compile.
            "--xla_cpu_use_fusion_emitters=false --xla_cpu_parallel_codegen_split_count=1",
        )


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def data_directory() -> Path:
    """The folder of downloaded sources; tests that need evidence are skipped where it is absent.

    ``COUNTERPOISE_DATA`` names it; failing that, ``shared/data`` beside the checkout is tried.
    """
    named = os.environ.get("COUNTERPOISE_DATA")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no sources at {folder}: set COUNTERPOISE_DATA to the folder that holds them")
    return folder
