"""The batches that make up a run are the same whoever computes them, and in whatever order."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterpoise.experiments.batches import (
    Claim,
    ImplausiblePriors,
    Stopped,
    batch_size,
    carry_out,
)
from counterpoise.experiments.executor import Executor, InProcess, Processes, WorkersLost

from .work import Part, double, dying, dying_once, failing


@dataclass
class Shuffled:
    """An executor that ends batches in an order drawn at random."""

    kept: dict[int, Part]
    random: np.random.Generator
    places: int = 4

    def __post_init__(self) -> None:
        self.hand: list[int] = []
        self.begun: list[int] = []

    def submit(self, batch: int) -> None:
        self.hand.append(batch)
        self.begun.append(batch)

    def finished(self) -> tuple[int, Part]:
        batch = self.hand.pop(int(self.random.integers(len(self.hand))))
        return batch, self.kept[batch]

    def withdraw(self) -> list[int]:
        back, self.hand = self.hand[1:], self.hand[:1]
        return back

    def close(self) -> None:
        pass


class Book:
    """A ledger; another process holds some batches for a while."""

    def __init__(self, held: dict[int, Part] | None = None) -> None:
        self.found: dict[int, Part] = {}
        self.held = held or {}

    def done(self) -> dict[int, int]:
        return {batch: found.kept for batch, found in self.found.items()}

    def claim(self, batch: int) -> Claim:
        if batch in self.found:
            return Claim.DONE
        return Claim.ELSEWHERE if batch in self.held else Claim.OURS

    def acknowledge(self, batch: int, found: Part) -> None:
        assert batch not in self.found, "done twice"
        self.found[batch] = found

    def wait(self) -> None:
        batch, found = self.held.popitem()
        if batch % 2:  # the other process finishes this one, and dies over the next
            self.found[batch] = found


def parts(fits: np.ndarray, size: int) -> dict[int, Part]:
    return {
        batch: Part(tuple(int(n) for n in np.flatnonzero(fits[start : start + size]) + start))
        for batch, start in enumerate(range(0, len(fits), size))
    }


def smallest(found: dict[int, Part], wanted: int) -> set[int]:
    """The shortest beginning of the batches that has the wanted draws, worked out plainly."""
    count = 0
    for batch in sorted(found):
        count += found[batch].kept
        if count >= wanted:
            return set(range(batch + 1))
    raise AssertionError("there are not so many")


@given(
    wanted=st.integers(1, 60),
    size=st.integers(1, 9),
    places=st.integers(1, 5),
    share=st.floats(0.6, 1.0),
    seed=st.integers(0, 10_000),
    begun=st.integers(0, 5),
    held=st.integers(0, 4),
)
def test_a_run_is_the_same_batches_in_any_order(
    wanted: int, size: int, places: int, share: float, seed: int, begun: int, held: int
) -> None:
    random = np.random.default_rng(seed)
    found = parts(random.uniform(size=6 * wanted + 100) < share, size)
    right = smallest(found, wanted)
    elsewhere = set(list(right)[:held])
    book = Book({batch: found[batch] for batch in elsewhere})
    already = [int(batch) for batch in random.permutation(sorted(right))[:begun]]
    book.found = {batch: found[batch] for batch in already if batch not in elsewhere}
    executor = Shuffled(found, random, places)
    carry_out(wanted, size, executor, book, limit=6 * wanted + 100)
    assert set(book.found) == right
    assert len(executor.begun) == len(set(executor.begun))
    assert not set(executor.begun) & set(already) - elsewhere


def test_a_stop_ends_what_is_in_hand_and_begins_nothing() -> None:
    found = parts(np.ones(100, bool), 4)
    book, executor = Book(), Shuffled(found, np.random.default_rng(0), places=3)
    with pytest.raises(Stopped):
        carry_out(80, 4, executor, book, stopping=lambda: len(book.found) >= 5)
    assert len(book.found) == 6  # one more was in hand, two were withdrawn
    carry_out(80, 4, executor, book)
    assert set(book.found) == set(range(20))


def test_a_stop_after_the_last_batch_is_no_stop() -> None:
    book = Book()
    carry_out(
        8,
        4,
        Shuffled(parts(np.ones(8, bool), 4), np.random.default_rng(0)),
        book,
        stopping=lambda: len(book.found) == 2,
    )


def test_too_few_plausible_draws_are_reported() -> None:
    fits = np.zeros(400, bool)
    fits[:7] = True
    with pytest.raises(ImplausiblePriors, match="only 7 of 64 draws"):
        carry_out(16, 8, Shuffled(parts(fits, 8), np.random.default_rng(0)), Book())


def test_batches_grow_with_the_run() -> None:
    sizes = [batch_size(draws) for draws in range(1, 20_000, 7)]
    assert sizes == sorted(sizes)
    assert all(size <= draws for size, draws in zip(sizes, range(1, 20_000, 7), strict=True))


@pytest.fixture(params=[InProcess, Processes])
def kind(request: pytest.FixtureRequest) -> type[Executor[Part]]:
    return request.param


def closed(executor: Executor[Part]) -> Iterator[Executor[Part]]:
    yield executor
    executor.close()


def test_executors_give_back_every_batch(kind: type) -> None:
    for executor in closed(kind(double, 2)):
        for batch in range(6):
            executor.submit(batch)
        assert dict(executor.finished() for _ in range(6)) == {b: double(b) for b in range(6)}


def test_what_a_batch_raises_is_raised(kind: type) -> None:
    for executor in closed(kind(failing, 1)):
        executor.submit(4)
        with pytest.raises(ArithmeticError, match="batch 4"):
            executor.finished()


def test_a_killed_worker_is_replaced_and_its_batch_done_again(tmp_path: Path) -> None:
    for executor in closed(Processes(partial(dying_once, str(tmp_path)), 2)):
        for batch in range(5):
            executor.submit(batch)
        assert dict(executor.finished() for _ in range(5)) == {b: double(b) for b in range(5)}
    assert (tmp_path / "died").exists()


def test_workers_that_die_again_and_again_are_reported() -> None:
    for executor in closed(Processes(dying, 1)):
        executor.submit(7)
        with pytest.raises(WorkersLost, match="batches 7"):
            executor.finished()
