"""A run on disk is complete or absent, says what it is, and comes back as it went."""

import json
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from counterpoise.experiments.ensemble import Ensemble
from counterpoise.storage.dataset import to_dataset, to_ensemble
from counterpoise.storage.durable import AlreadyThere
from counterpoise.storage.manifest import NewerSchema, UnreadableManifest, from_json, to_json
from counterpoise.storage.store import (
    DamagedRun,
    Format,
    NotARun,
    UnfinishedRun,
    export,
    open_run,
    save,
)

from ..experiments.fake import DRAWS, YEARS, ensemble, provenance, without_places


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return save(to_dataset(ensemble(), provenance()), tmp_path / "run")


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


def test_a_run_comes_back_as_it_went(run: Path) -> None:
    dataset, found = open_run(run)
    assert found == provenance()
    assert same(to_ensemble(dataset), ensemble())


def test_everything_is_labelled() -> None:
    dataset = to_dataset(ensemble(), provenance())
    for name, array in dataset.variables.items():
        for attribute in ("long_name", "units", "description"):
            assert array.attrs.get(attribute), f"{name} has no {attribute}"
    assert dataset["threat_by_state"].dims == ("arm", "draw", "year", "actor")
    assert dataset.sel(arm="authorised", year=2005)["p_soft"].shape == (DRAWS,)
    assert dataset["ccode"].to_numpy().tolist()[:2] == [2, 645]
    assert from_json(dataset.attrs["provenance"]) == provenance()


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
    with pytest.raises(UnreadableManifest, match="seed"):
        from_json(json.dumps(lacking))
    with pytest.raises(UnreadableManifest, match="not JSON"):
        from_json("{")


def test_nothing_is_overwritten(run: Path, tmp_path: Path) -> None:
    before = (run / "manifest.json").read_bytes()
    with pytest.raises(AlreadyThere, match="nothing is overwritten"):
        save(to_dataset(ensemble(0.1), provenance()), run)
    assert (run / "manifest.json").read_bytes() == before
    (tmp_path / "empty").mkdir()
    with pytest.raises(AlreadyThere):
        save(to_dataset(ensemble(), provenance()), tmp_path / "empty")
    (tmp_path / "file.nc").write_text("mine")
    with pytest.raises(AlreadyThere):
        export(run, Format.NETCDF, tmp_path / "file.nc")
    assert (tmp_path / "file.nc").read_text() == "mine"


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(OSError, match="No space"):
        save(to_dataset(ensemble(), provenance()), tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_a_run_is_told_apart(run: Path, tmp_path: Path) -> None:
    with pytest.raises(NotARun, match="does not exist"):
        open_run(tmp_path / "nowhere")
    (tmp_path / "other").mkdir()
    with pytest.raises(NotARun, match=r"no manifest\.json"):
        open_run(tmp_path / "other")
    with pytest.raises(NotARun, match="is a file"):
        open_run(run / "manifest.json")
    (tmp_path / ".run.unfinished-12ab").mkdir()
    with pytest.raises(UnfinishedRun):
        open_run(tmp_path / ".run.unfinished-12ab")


def test_damage_is_noticed(run: Path) -> None:
    victim = max((run / "data.zarr").rglob("*"), key=lambda p: p.stat().st_size * p.is_file())
    content = victim.read_bytes()
    victim.write_bytes(content[:-1])
    with pytest.raises(DamagedRun, match=victim.name):
        open_run(run)
    victim.unlink()
    with pytest.raises(DamagedRun):
        open_run(run)
    victim.write_bytes(content)
    open_run(run)
    (run / "report.html").write_text("other files are welcome")
    open_run(run)
    (run / "manifest.json").write_text("{}")
    with pytest.raises(DamagedRun):
        open_run(run)


def test_a_newer_schema_is_refused(run: Path) -> None:
    manifest = run / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"schema": 2}))
    with pytest.raises(NewerSchema, match="Upgrade"):
        open_run(run)


@pytest.mark.parametrize("form", [Format.CSV, Format.PARQUET])
def test_tables_hold_the_run(run: Path, tmp_path: Path, form: Format) -> None:
    import pandas as pd

    folder = export(run, form, tmp_path / "out")

    def read(name: str) -> pd.DataFrame:
        if form is Format.CSV:
            return pd.read_csv(folder / f"{name}.csv")
        return pd.read_parquet(folder / f"{name}.parquet")

    found = ensemble()
    metrics = read("metrics")
    assert list(metrics.columns) == ["arm", "draw", "year", "metric", "value", "unit"]
    assert len(metrics) == len(found.metrics) * 3 * DRAWS * len(YEARS)
    one = metrics.query("arm == 'authorised' and metric == 'p_soft' and year == 2006")
    np.testing.assert_allclose(
        one.sort_values("draw")["value"], found.metrics["p_soft"][1, :, 3], rtol=1e-6
    )
    assert set(one["unit"]) == {"probability"}
    by_state = read("by_state")
    assert list(by_state.columns[:5]) == ["arm", "draw", "year", "ccode", "state"]
    one = by_state.query("arm == 'unauthorised' and ccode == 51 and year == 2004")
    np.testing.assert_allclose(
        one.sort_values("draw")["threat"], found.by_state["threat"][2, :, 1, 7], rtol=1e-6
    )
    assert set(one["state"]) == {"Free & Fair <State>"}
    parameters = read("parameters")
    one = parameters.query("parameter == 'threat.theta_I'").sort_values("draw")
    np.testing.assert_allclose(one["value"], found.parameters["threat.theta_I"])
    assert from_json((folder / "provenance.json").read_text("utf-8")) == provenance()
    with pytest.raises(AlreadyThere):
        export(run, form, tmp_path / "out")


def test_netcdf_holds_the_run(run: Path, tmp_path: Path) -> None:
    path = export(run, Format.NETCDF, tmp_path / "run.nc")
    with xr.open_dataset(path, engine="h5netcdf") as dataset:
        assert same(to_ensemble(dataset.load()), ensemble())
        assert from_json(dataset.attrs["provenance"]) == provenance()
        assert dataset["delay_months"].attrs["units"] == "months"


KILLER = """
import os, pickle, random, signal, sys, time
from pathlib import Path
from counterpoise.storage.store import save

with open(sys.argv[1], "rb") as file:
    dataset = pickle.load(file)
chance = random.Random(0)
for attempt in range(4):
    folder = Path(sys.argv[2]) / f"attempt-{attempt}"
    folder.mkdir()
    done, acknowledge = os.pipe()
    writer = os.fork()
    if writer == 0:
        for number in range(10_000):
            save(dataset, folder / f"run-{number}")
            os.write(acknowledge, b".")
    os.close(acknowledge)
    os.read(done, 1)  # until the first run is acknowledged
    time.sleep(chance.uniform(0.0, 0.4))
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    print(1 + len(os.read(done, 100_000)), flush=True)
"""


def test_a_killed_writer_leaves_only_whole_runs(tmp_path: Path) -> None:
    with (tmp_path / "dataset.pkl").open("wb") as file:
        pickle.dump(to_dataset(ensemble(draws=100), provenance(100)).load(), file)
    (tmp_path / "runs").mkdir()
    killer = subprocess.run(
        [sys.executable, "-c", KILLER, str(tmp_path / "dataset.pkl"), str(tmp_path / "runs")],
        capture_output=True,
        text=True,
        check=True,
    )
    for attempt, acknowledged in enumerate(int(line) for line in killer.stdout.split()):
        folder = tmp_path / "runs" / f"attempt-{attempt}"
        named = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
        assert {f"run-{number}" for number in range(acknowledged)} <= named
        for name in named:
            dataset, found = open_run(folder / name)
            assert found == provenance(100)
            assert np.isfinite(dataset["threat"].to_numpy()).all()
        for path in folder.glob(".*"):
            with pytest.raises(UnfinishedRun):
                open_run(path)
