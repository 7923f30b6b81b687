"""Chance: draws are uniform, independent of one another, and belong to their addresses alone.

The library's own generator (threefry) passes the same tests beside ours, so that a test that
nothing could pass would be noticed.
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from counterpoise.world.chance import Chance

CODES = jnp.asarray(2 + 3 * np.arange(200), jnp.int32)
NOTICEABLE = 1e-4  # the tests are deterministic: a failure is a fact about the generator


@jax.jit
def ours(seed: jax.Array, year: jax.Array) -> jax.Array:
    """A year's draws of all directed dyads."""
    chance = Chance.of(seed, 0).year(year).stream("initiation")
    return chance.uniform(CODES[:, None], CODES[None, :])


@jax.jit
def threefry(seed: jax.Array, year: jax.Array) -> jax.Array:
    """As many draws from the library's generator."""
    return jax.random.uniform(jax.random.fold_in(jax.random.key(seed), year), (200, 200))


GENERATORS = {"ours": ours, "threefry": threefry}
Generator = Callable[[int, int], jax.Array]


@pytest.fixture(params=GENERATORS)
def generator(request: pytest.FixtureRequest) -> Generator:
    return GENERATORS[request.param]


@pytest.fixture
def field(generator: Generator) -> np.ndarray:
    """Draws by year and directed dyad."""
    return np.stack([np.asarray(generator(7, year), float) for year in range(1990, 2010)])


def chi_square(counts: np.ndarray) -> float:
    """Probability of counts at least as uneven, if all cells are equally likely."""
    return float(stats.chisquare(counts.ravel()).pvalue)


def test_draws_are_uniform(field: np.ndarray) -> None:
    """Kolmogorov-Smirnov on all, and chi-square on the leading and on the trailing bits."""
    flat = field.ravel()
    assert flat.min() > 0
    assert flat.max() < 1
    assert stats.kstest(flat, "uniform").pvalue > NOTICEABLE
    assert chi_square(np.bincount((flat * 256).astype(int), minlength=256)) > NOTICEABLE
    last = (flat * 2**20).astype(np.int64) % 64
    assert chi_square(np.bincount(last, minlength=64)) > NOTICEABLE


def test_each_row_column_and_year_is_uniform(field: np.ndarray) -> None:
    """Per-address p-values of Kolmogorov-Smirnov tests are themselves uniform."""
    slices = [
        *(field[:, i, :].ravel() for i in range(0, 200, 4)),
        *(field[:, :, j].ravel() for j in range(0, 200, 4)),
    ]
    values = [stats.kstest(each, "uniform").pvalue for each in slices]
    assert stats.kstest(values, "uniform").pvalue > NOTICEABLE
    assert min(values) > NOTICEABLE / len(values)


@pytest.mark.parametrize(
    ("name", "lag"),
    [("next year", (1, 0, 0)), ("next actor", (0, 1, 0)), ("next target", (0, 0, 1)),
     ("next dyad", (0, 1, 1)), ("far target", (0, 0, 32))],
)  # fmt: skip
def test_neighbouring_addresses_are_independent(
    field: np.ndarray, name: str, lag: tuple[int, int, int]
) -> None:
    """Correlation, and chi-square of pairs on a 16 by 16 grid."""
    t, i, j = lag
    years, n, _ = field.shape
    first = field[: years - t, : n - i, : n - j].ravel()
    second = field[t:, i:, j:].ravel()
    assert abs(np.corrcoef(first, second)[0, 1]) < 4.5 / np.sqrt(len(first))
    cells = (first * 16).astype(int) * 16 + (second * 16).astype(int)
    assert chi_square(np.bincount(cells, minlength=256)) > NOTICEABLE


def test_the_two_directions_of_a_dyad_are_independent(field: np.ndarray) -> None:
    upper = np.triu_indices(200, 1)
    there = field[:, upper[0], upper[1]].ravel()
    back = field[:, upper[1], upper[0]].ravel()
    assert abs(np.corrcoef(there, back)[0, 1]) < 4.5 / np.sqrt(len(there))


def test_rows_are_uncorrelated_over_targets(field: np.ndarray) -> None:
    """All pairs of actors: the largest of 19,900 correlations is no larger than chance has it."""
    rows = np.swapaxes(field, 0, 1).reshape(200, -1)
    correlation = np.corrcoef(rows)[np.triu_indices(200, 1)] * np.sqrt(rows.shape[1])
    assert abs(correlation).max() < 6.0
    assert correlation.std() == pytest.approx(1.0, abs=0.05)


def test_counts_of_rare_events_are_poisson(field: np.ndarray) -> None:
    """Events of probability 0.002, per actor: the index of dispersion is one."""
    counts = (field < 0.002).sum(axis=(0, 2))
    dispersion = counts.var(ddof=1) / counts.mean()
    assert counts.mean() == pytest.approx(8.0, rel=0.15)
    assert abs(dispersion - 1) < 4.5 * np.sqrt(2 / 199)


def test_no_draw_repeats_suspiciously() -> None:
    """Coincidences among 40,000 draws of 23 bits are as many as chance makes."""
    words = np.asarray(ours(3, 2001), float).ravel()
    repeats = len(words) - len(np.unique(words))
    expected = len(words) ** 2 / 2 / 2**23
    assert abs(repeats - expected) < 5 * np.sqrt(expected)


def addresses(seed=1, draw=1, year=2000, block="initiation", stream=None) -> np.ndarray:
    chance = Chance.of(seed, draw).year(year).stream(block)
    chance = chance if stream is None else chance.stream(stream)
    return np.asarray(chance.uniform(CODES[:, None], CODES[None, :]), float).ravel()


@pytest.mark.parametrize(
    "other",
    [{"seed": 2}, {"draw": 2}, {"year": 2001}, {"block": "posture"}, {"stream": "target"}],
    ids=lambda other: next(iter(other)),
)
def test_every_part_of_an_address_makes_another_draw(other: dict[str, object]) -> None:
    base, moved = addresses(), addresses(**other)
    assert abs(np.corrcoef(base, moved)[0, 1]) < 4.5 / np.sqrt(len(base))
    assert (base == moved).mean() < 1e-3
    cells = (base * 16).astype(int) * 16 + (moved * 16).astype(int)
    assert chi_square(np.bincount(cells, minlength=256)) > NOTICEABLE


@jax.jit
def all_kinds(seed: jax.Array, code: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
    chance = Chance.of(seed, 0).year(1950).stream("posture")
    return chance.uniform(code[:, None], code[None, :]), chance.pair(code), chance.normal(code)


@pytest.mark.parametrize("kept", [1, 7, 12])
@settings(max_examples=10)
@given(seed=st.integers(0, 2**31 - 1), order=st.permutations(range(12)))
def test_draws_follow_states_not_slots(kept: int, seed: int, order: list[int]) -> None:
    """Relabelling slots, or leaving states out, moves nobody's draw."""
    chosen = np.array(order)[:kept]
    grid = np.ix_(chosen, chosen)
    everyone = [np.asarray(each) for each in all_kinds(seed, CODES[:12])]
    some = all_kinds(seed, CODES[chosen])
    expected = everyone[0][grid], everyone[1][grid], everyone[2][chosen]
    for here, there in zip(some, expected, strict=True):
        np.testing.assert_array_equal(here, there)


def test_undirected_dyads_share_one_uniform_draw() -> None:
    drawn = np.stack(
        [np.asarray(Chance.of(5, 0).year(y).stream("rivalry").pair(CODES)) for y in range(10)]
    )
    np.testing.assert_array_equal(drawn, np.swapaxes(drawn, 1, 2))
    flat = drawn[:, *np.triu_indices(200, 1)].ravel().astype(float)
    assert stats.kstest(flat, "uniform").pvalue > NOTICEABLE
    assert chi_square(np.bincount((flat * 256).astype(int), minlength=256)) > NOTICEABLE


def test_normal_draws_are_normal() -> None:
    drawn = np.asarray(Chance.of(5, 0).year(1).stream("growth").normal(CODES[:, None], CODES))
    assert stats.kstest(drawn.ravel().astype(float), "norm").pvalue > NOTICEABLE
    assert np.isfinite(drawn).all()


def test_precision_does_not_move_a_draw() -> None:
    """Draws are odd multiples of 2**-24: exact in single precision, and never rounded to 1."""
    single = addresses()
    np.testing.assert_array_equal(single * 2**24 % 2, 1.0)
    with jax.enable_x64(True):
        np.testing.assert_array_equal(addresses(), single)


def test_traced_and_plain_addresses_agree() -> None:
    traced = jax.jit(lambda s, d, y: Chance.of(s, d).year(y).stream("arms").uniform(CODES))
    plain = Chance.of(3, 4).year(1999).stream("arms").uniform(CODES)
    np.testing.assert_array_equal(traced(3, 4, 1999), plain)
