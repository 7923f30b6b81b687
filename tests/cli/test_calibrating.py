"""Posteriors set beside one another, and shown, from the shell."""

from pathlib import Path

import numpy as np
import pytest

from counterpoise.cli.app import invoke
from counterpoise.estimation.posterior import FORMAT, Posterior, hash_of
from counterpoise.runs.calibrating import BadCalibration, CalibrationSpec, run_calibration
from counterpoise.runs.output import CannotWrite
from counterpoise.runs.posterior import FILE

RANDOM = np.random.default_rng(0)
MOMENT = {"name": "wars", "unit": "in all", "record": 5.0, "low": 0.0, "median": 1.0,
          "high": 4.0, "rank": 0.995}  # fmt: skip
HOW = {
    "window": [1817, 1913],
    "histories": 90,
    "set_aside": 10,
    "method": "linear",
    "trials": 5,
    "moments": [MOMENT],
    "recovery": {"concert.c0": {"error": 0.97, "score": 0.98, "coverage": 0.9}},
}


def stored(folder: Path, values: dict[str, np.ndarray], **more: object) -> Path:
    values = {a: v.astype(np.float32).astype(float) for a, v in values.items()}
    manifest = {
        "format": FORMAT,
        "hash": hash_of(values),
        "years": [1817, 1989],
        "system": "cow",
        "blocks": ["concert"],
        "sources": {"wars": "4.0"},
        "priors": {},
        "diagnoses": {},
    }
    Posterior(values, {**manifest, **more}).save(folder / FILE)
    return folder


def test_a_calibration_is_set_beside_an_estimate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    estimate = stored(tmp_path / "estimate", {"initiation.i0": RANDOM.normal(size=300)})
    calibrated = stored(
        tmp_path / "calibrated",
        {"concert.c0": RANDOM.normal(size=900), "multilateral.r_multi": RANDOM.random(900)},
        system="calibrated",
        given="the priors",
        calibration={"concert": HOW},
        priors={"concert.c0": "N(0, 1)"},
    )
    out = tmp_path / "both"
    assert invoke(["posterior", "merge", str(estimate), str(calibrated), "--out", str(out)]) == 0
    assert "Left out: multilateral.r_multi (starts off" in capsys.readouterr().out
    assert invoke(["posterior", "show", str(out)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "300 draws" in said
    assert "Beside it: concert" in said
    assert "90 prior histories, 10 set aside; method linear" in said
    assert "0.99 !" in said or "1.00 !" in said, "a moment that prior histories hardly reach"
    assert "prior-dominated 0.97 0.90" in said
    with pytest.raises(CannotWrite, match="there already"):
        invoke(["posterior", "merge", str(estimate), str(calibrated), "--out", str(out)])


def test_a_method_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCalibration, match="linear"):
        run_calibration(CalibrationSpec(("concert",), tmp_path / "new", method="linaer"))
    assert not (tmp_path / "new").exists()
