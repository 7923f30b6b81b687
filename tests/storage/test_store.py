"""A run on disk is complete or says what it lacks, and comes back as it went."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from counterpoise.experiments.comparison import Comparison, means_after
from counterpoise.experiments.ensemble import joined
from counterpoise.experiments.simulation import Ensemble
from counterpoise.storage.batch_files import write_batch
from counterpoise.storage.dataset import to_dataset, to_ensemble
from counterpoise.storage.durable import AlreadyThere
from counterpoise.storage.exporting import Format, export
from counterpoise.storage.reading import Reading
from counterpoise.storage.record import (
    NewerSchema,
    OlderSchema,
    Plan,
    UnreadableRecord,
    from_json,
    to_json,
)
from counterpoise.storage.store import DamagedRun, NotARun, Store, UnfinishedRun, open_run

from ..experiments.fake import YEARS, ensemble, part, provenance, without_places
from .filling import SIZE, begin, fill

DRAWS = 30


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("runs") / "run"
    begin(directory, DRAWS)
    return fill(directory).directory


@pytest.fixture(scope="module")
def whole() -> Ensemble:
    return joined([part(batch, SIZE) for batch in range(20)], DRAWS)


def same(one: Ensemble, other: Ensemble) -> bool:
    return (
        one.arms == other.arms
        and np.array_equal(one.years, other.years)
        and np.array_equal(one.numbers, other.numbers)
        and one.implausible == other.implausible
        and set(one.metrics) == set(other.metrics)
        and set(one.by_state) == set(other.by_state)
        and all(np.array_equal(one.metrics[n], other.metrics[n]) for n in one.metrics)
        and all(np.array_equal(one.by_state[n], other.by_state[n]) for n in one.by_state)
        and all(np.array_equal(one.parameters[n], other.parameters[n]) for n in one.parameters)
    )


def test_a_run_comes_back_as_it_went(run: Path, whole: Ensemble) -> None:
    dataset, found = open_run(run)
    assert found == provenance(DRAWS)
    assert same(to_ensemble(dataset), whole)
    store = Store.open(run)
    assert same(Reading(store, store.require_whole()).ensemble(), whole)
    assert whole.metrics["threat"].dtype == dataset["threat"].dtype


def test_a_dataset_is_read_a_part_at_a_time(run: Path, whole: Ensemble) -> None:
    """Every way to index gives what the same index gives of the array in memory."""
    dataset, _ = open_run(run)
    keys: list[tuple[object, ...]] = [
        (0, 3, 2),
        (slice(1, None), slice(5, 21, 3), -1),
        (slice(None), [0, 29, 4], slice(None)),
        (2, slice(None, None, -1), [1, 0]),
        (slice(None), slice(0, 0), slice(None)),
    ]
    for key in keys:
        dims = dict(zip(("arm", "draw", "year"), key, strict=True))
        right = xr.Variable(("arm", "draw", "year"), whole.metrics["p_soft"]).isel(dims)
        np.testing.assert_array_equal(dataset["p_soft"].isel(dims), right)
    one = dataset["threat_by_state"].isel(draw=17, actor=[7, 2], arm=1)
    np.testing.assert_array_equal(one, whole.by_state["threat"][1, 17][:, [7, 2]])
    np.testing.assert_array_equal(
        dataset["parameter_value"].sel(parameter="threat.theta_I", draw=whole.numbers[[20, 3]]),
        whole.parameters["threat.theta_I"][[20, 3]],
    )


def test_only_the_batches_asked_for_are_read(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    before = Reading.parts

    def noted(self: Reading, table: str, names: list[str], batch: int) -> list[np.ndarray]:
        read.append(batch)
        return before(self, table, names, batch)

    monkeypatch.setattr(Reading, "parts", noted)
    dataset, _ = open_run(run)
    assert read == []
    dataset["threat"].isel(draw=[0, 1]).load()
    assert read == [0]


def test_everything_is_labelled(run: Path) -> None:
    for dataset in (to_dataset(ensemble(), provenance()), open_run(run)[0]):
        for name, array in dataset.variables.items():
            for attribute in ("long_name", "units", "description"):
                assert array.attrs.get(attribute), f"{name} has no {attribute}"
        assert dataset["threat_by_state"].dims == ("arm", "draw", "year", "actor")
        assert dataset["ccode"].to_numpy().tolist()[:2] == [2, 645]


def test_means_of_states_tell_what_the_years_tell(tmp_path: Path, whole: Ensemble) -> None:
    """A run that keeps only means has the same movers as one that keeps the years."""
    record = provenance(DRAWS)
    store = Store.create(tmp_path / "run", record, Plan.of(record, SIZE, "mean"))
    with store.writer() as ledger:
        for batch in range(9):
            found = means_after(part(batch, SIZE), record.act_year)
            row = write_batch(store.batches, batch, found, SIZE, store.codes, store.plan.identity)
            ledger.acknowledge(batch, row)
    reading = Reading(store, store.require_whole())
    pairs = [("unauthorised", "none")]
    years = Comparison.of(whole, record.act_year, pairs)
    means = Comparison.of(reading.ensemble(), record.act_year, pairs)
    assert means.arms == years.arms
    for one, other in zip(
        means.movers("unauthorised - none"), years.movers("unauthorised - none"), strict=True
    ):
        assert (one.slot, one.toward) == (other.slot, other.toward)
        assert one.threat.q50 == pytest.approx(other.threat.q50, rel=1e-5, abs=1e-6)
        assert one.activity.q95 == pytest.approx(other.activity.q95, rel=1e-5, abs=1e-6)
    dataset = reading.dataset()
    assert dataset["ln_threat_by_state"].dims == ("arm", "draw", "actor")
    assert export(store.directory, Format.CSV, tmp_path / "csv").is_dir()


def test_provenance_of_another_run_is_refused() -> None:
    other = ensemble()
    other = replace(other, arms=("a", "b", "c"))
    with pytest.raises(ValueError, match="same order"):
        to_dataset(other, provenance())


def test_provenance_survives_json() -> None:
    for found in (provenance(), without_places(provenance())):
        assert from_json(to_json(found)) == found
    newer = json.loads(to_json(provenance())) | {"schema": 99}
    with pytest.raises(NewerSchema, match="99"):
        from_json(json.dumps(newer))
    lacking = json.loads(to_json(provenance()))
    del lacking["seed"]
    with pytest.raises(UnreadableRecord, match="seed"):
        from_json(json.dumps(lacking))
    with pytest.raises(UnreadableRecord, match="not JSON"):
        from_json("{")


def test_nothing_is_overwritten(run: Path, tmp_path: Path) -> None:
    before = (run / "run.json").read_bytes()
    with pytest.raises(AlreadyThere, match="nothing is overwritten"):
        begin(run)
    assert (run / "run.json").read_bytes() == before
    (tmp_path / "empty").mkdir()
    assert begin(tmp_path / "empty").directory == tmp_path / "empty"
    (tmp_path / "file.nc").write_text("mine")
    with pytest.raises(AlreadyThere):
        export(run, Format.NETCDF, tmp_path / "file.nc")
    assert (tmp_path / "file.nc").read_text() == "mine"


def test_what_is_not_a_run_is_told_apart(run: Path, tmp_path: Path) -> None:
    with pytest.raises(NotARun, match="does not exist"):
        open_run(tmp_path / "nowhere")
    (tmp_path / "other").mkdir()
    with pytest.raises(NotARun, match=r"no run\.json"):
        open_run(tmp_path / "other")
    with pytest.raises(NotARun, match="is a file"):
        open_run(run / "run.json")
    (tmp_path / ".run.unfinished-12ab").mkdir()
    with pytest.raises(NotARun, match="Delete it"):
        open_run(tmp_path / ".run.unfinished-12ab")
    begin(tmp_path / "begun")
    with pytest.raises(UnfinishedRun, match=r"0 of 30 draws.*counterpoise resume"):
        open_run(tmp_path / "begun")


def test_runs_of_other_schemas_are_refused(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    old = json.loads(to_json(provenance())) | {"schema": 1}
    (tmp_path / "old" / "manifest.json").write_text(json.dumps(old))
    with pytest.raises(OlderSchema, match="Run it again: counterpoise run fake"):
        open_run(tmp_path / "old")
    begin(tmp_path / "newer")
    record = tmp_path / "newer" / "run.json"
    record.write_text(json.dumps(json.loads(record.read_text()) | {"schema": 3}))
    with pytest.raises(NewerSchema, match="Upgrade"):
        open_run(tmp_path / "newer")
    begin(tmp_path / "manifest")
    with sqlite3.connect(tmp_path / "manifest" / "manifest.sqlite") as connection:
        connection.execute("PRAGMA user_version=3")
    with pytest.raises(ValueError, match="Upgrade"):
        open_run(tmp_path / "manifest")


def test_a_record_changed_by_hand_is_noticed(tmp_path: Path) -> None:
    begin(tmp_path / "run")
    record = tmp_path / "run" / "run.json"
    record.write_text(json.dumps(json.loads(record.read_text()) | {"seed": 4}))
    with pytest.raises(DamagedRun, match="changed after the run was begun"):
        open_run(tmp_path / "run")


@pytest.mark.parametrize("form", [Format.CSV, Format.PARQUET])
def test_tables_hold_the_run(run: Path, whole: Ensemble, tmp_path: Path, form: Format) -> None:
    import pandas as pd

    folder = export(run, form, tmp_path / "out")

    def read(name: str) -> pd.DataFrame:
        if form is Format.CSV:
            return pd.read_csv(folder / f"{name}.csv")
        return pd.read_parquet(folder / f"{name}.parquet")

    metrics = read("metrics")
    assert list(metrics.columns) == ["arm", "draw", "year", "metric", "value", "unit"]
    assert len(metrics) == len(whole.metrics) * 3 * DRAWS * len(YEARS)
    one = metrics.query("arm == 'authorised' and metric == 'p_soft' and year == 2006")
    assert one["draw"].tolist() == whole.numbers.tolist()
    np.testing.assert_allclose(one["value"], whole.metrics["p_soft"][1, :, 3], rtol=1e-6)
    assert set(one["unit"]) == {"probability"}
    by_state = read("by_state")
    assert list(by_state.columns[:5]) == ["arm", "draw", "year", "ccode", "state"]
    one = by_state.query("arm == 'unauthorised' and ccode == 51 and year == 2004")
    np.testing.assert_allclose(one["threat"], whole.by_state["threat"][2, :, 1, 7], rtol=1e-6)
    assert set(one["state"]) == {"Free & Fair <State>"}
    parameters = read("parameters")
    one = parameters.query("parameter == 'threat.theta_I'")
    np.testing.assert_allclose(one["value"], whole.parameters["threat.theta_I"])
    assert from_json((folder / "provenance.json").read_text("utf-8")) == provenance(DRAWS)
    with pytest.raises(AlreadyThere):
        export(run, form, tmp_path / "out")


def test_netcdf_holds_the_run(run: Path, whole: Ensemble, tmp_path: Path) -> None:
    path = export(run, Format.NETCDF, tmp_path / "run.nc")
    with xr.open_dataset(path, engine="h5netcdf") as dataset:
        assert same(to_ensemble(dataset.load()), whole)
        assert from_json(dataset.attrs["provenance"]) == provenance(DRAWS)
        assert dataset["delay_months"].attrs["units"] == "months"
        assert set(dataset.coords) == set(open_run(run)[0].coords)
