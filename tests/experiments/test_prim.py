"""Boxes against a search through all boxes, and steps against a plain restatement."""

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import binom

from counterpoise.experiments.discovery import discovered
from counterpoise.experiments.prim import Box, Step, boxes, pasted, peeled, quasi_p_values, telling


def planted(count: int = 300, noise: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Cases where the first is high and the second low; the third does nothing."""
    random = np.random.default_rng(7)
    draws = random.random((count, 3))
    case = (draws[:, 0] > 0.6) & (draws[:, 1] < 0.5)
    return draws, case ^ (random.random(count) < noise)


def best_balance(draws: np.ndarray, case: np.ndarray) -> float:
    """The largest harmonic mean of coverage and density of any box, through all of them."""
    count = len(draws)
    ranks = draws.argsort(axis=0).argsort(axis=0)

    def inside(weights: np.ndarray) -> np.ndarray:
        """Sums over ranks from a to b - 1 and c to d - 1, [a, b, c, d]."""
        corner = np.zeros((count + 1, count + 1), int)
        np.add.at(corner, (ranks[:, 0] + 1, ranks[:, 1] + 1), weights)
        below = corner.cumsum(axis=0).cumsum(axis=1)
        rows = below[None, :, :] - below[:, None, :]
        return rows[:, :, None, :] - rows[:, :, :, None]

    cases, draws_inside = inside(case.astype(int)), inside(np.ones(count, int))
    a, b, c, d = np.ogrid[: count + 1, : count + 1, : count + 1, : count + 1]
    balance = 2.0 * cases / np.maximum(draws_inside + case.sum(), 1)
    return float(np.where((a < b) & (c < d), balance, 0.0).max())


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_no_box_at_all_is_better(noise: float) -> None:
    """Through every box whose ends are draws, in two dimensions; peeling is greedy, but patient."""
    random = np.random.default_rng(1)
    draws = random.random((36, 2))
    case = (draws[:, 0] > 0.3) & (draws[:, 1] < 0.6)
    case ^= random.random(36) < noise
    found = max(step.balance for step in peeled(draws, case, int(case.sum()), 0.03, 5))
    assert found == pytest.approx(best_balance(draws, case))
    assert noise > 0.0 or found == 1.0


def test_one_dimension_is_searched_exhaustively() -> None:
    values = np.arange(40.0)[:, None]
    case = (values[:, 0] >= 12) & (values[:, 0] <= 27)
    (found,) = boxes(values, case, alpha=0.01)
    assert (found.step.box.low, found.step.box.high) == ((12.0,), (27.0,))
    best = max(
        combinations(range(41), 2),
        key=lambda ends: (
            2 * case[ends[0] : ends[1]].sum() / (case.sum() + ends[1] - ends[0]),
            ends[0] - ends[1],
        ),
    )
    assert best == (12, 28)


def test_each_peel_is_the_best_of_all_peels() -> None:
    draws, case = planted(80, noise=0.1)
    steps = peeled(draws, case, int(case.sum()), 0.05, 10)
    rows = set(range(80))
    for step in steps[1:]:
        choices = []
        for column in range(3):
            order = sorted(rows, key=lambda row: draws[row, column])
            gone = max(1, int(0.05 * len(rows)))
            choices += [frozenset(order[gone:]), frozenset(order[:-gone])]
        scores = {kept: sum(case[row] for row in kept) / len(kept) for kept in choices}
        rows = set(np.flatnonzero(step.box.holds(draws)).tolist())
        assert frozenset(rows) in choices
        assert scores[frozenset(rows)] == max(scores.values())
        assert step.coverage == pytest.approx(sum(case[row] for row in rows) / case.sum())
    assert steps[-1].inside >= 10


def test_pasting_puts_back_what_was_peeled_too_far() -> None:
    draws, case = planted()
    tight = Box.whole(3).cut(0, 0.8, None).cut(1, None, 0.45)
    noisy = case.copy()
    noisy[np.flatnonzero(tight.holds(draws))[0]] = False
    wide = pasted(tight, draws, noisy, 0.05)
    assert wide.low[0] < 0.8
    assert noisy[wide.holds(draws)].mean() > noisy[tight.holds(draws)].mean()
    assert wide.restricted == (0, 1)


def test_quasi_p_values_are_binomial_tails() -> None:
    draws, case = planted(200, noise=0.1)
    box = Box.whole(3).cut(0, 0.6, None).cut(2, 0.05, None)
    found = quasi_p_values(box, draws, case)
    held = (draws[:, 0] >= 0.6) & (draws[:, 2] >= 0.05)
    for column, without in ((0, draws[:, 2] >= 0.05), (2, draws[:, 0] >= 0.6)):
        chance = case[without].mean()
        tail = sum(
            binom.pmf(k, held.sum(), chance) for k in range(case[held].sum(), held.sum() + 1)
        )
        assert found[column] == pytest.approx(tail)
    assert telling(box, draws, case)[0].restricted == (0,)


def test_a_planted_box_is_found_and_what_does_nothing_left_out() -> None:
    draws, case = planted(300, noise=0.05)
    found = discovered(draws, case)
    first = found.boxes[0]
    assert first.step.box.restricted == (0, 1)
    assert first.step.box.low[0] == pytest.approx(0.6, abs=0.05)
    assert first.step.box.high[1] == pytest.approx(0.5, abs=0.05)
    assert found.held_out is not None
    assert found.held_out.density > 0.8
    assert found.held_out.density <= first.step.density + 0.05
    assert first.trajectory[0] == Step.of(Box.whole(3), draws, case, int(case.sum()))


def test_cases_by_luck_do_not_hold_in_draws_left_out() -> None:
    random = np.random.default_rng(5)
    draws, case = random.random((300, 6)), random.random(300) < 0.2
    found = discovered(draws, case)
    assert found.held_out is None or not found.held_out.density > 0.35


def test_two_boxes_for_two_regions() -> None:
    draws = np.random.default_rng(2).random((500, 2))
    case = (draws > 0.7).all(axis=1) | (draws < 0.3).all(axis=1)
    found = boxes(draws, case)
    assert len(found) == 2
    assert sum(each.step.coverage for each in found) > 0.9
