"""Runs whose batches cost nothing, written as real ones are."""

from dataclasses import dataclass
from pathlib import Path

from counterpoise.experiments.batches import carry_out
from counterpoise.experiments.executor import InProcess
from counterpoise.storage.batch_files import write_batch
from counterpoise.storage.manifest import Row
from counterpoise.storage.record import Plan
from counterpoise.storage.store import Store

from ..experiments.fake import part, provenance

SIZE = 4


@dataclass(frozen=True)
class Compute:
    """Computes a batch of a fake run and writes it."""

    directory: Path

    def __call__(self, batch: int) -> Row:
        store = Store.open(self.directory)
        return write_batch(
            store.batches, batch, part(batch, SIZE), SIZE, store.codes, store.plan.identity
        )


def begin(directory: Path, draws: int = 30) -> Store:
    """A fake run without batches."""
    record = provenance(draws)
    return Store.create(directory, record, Plan.of(record, SIZE, "yearly"))


def fill(directory: Path, threads: int = 1) -> Store:
    """Complete a fake run."""
    store = Store.open(directory)
    executor = InProcess(Compute(directory), threads)
    try:
        with store.writer() as ledger:
            carry_out(store.provenance.draws, SIZE, executor, ledger)
    finally:
        executor.close()
    return store


def bits(store: Store) -> dict[int, dict[str, tuple[int, str]]]:
    """Checksum of every file of every batch: what must not depend on who computed them."""
    return {row.batch: row.files for row in store.rows()}
