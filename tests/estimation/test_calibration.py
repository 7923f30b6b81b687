"""Calibration by simulation, where the answer is known."""

from dataclasses import replace
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.estimation.calibration.calibrate import METHOD, on_natural_scale, posterior_of
from counterpoise.estimation.calibration.methods import METHODS, scaled
from counterpoise.estimation.calibration.moments import count, moments, quiet_years, share
from counterpoise.estimation.calibration.prior_histories import (
    Evidence,
    PriorHistories,
    evidence,
    normal_scores,
    prior_histories,
)
from counterpoise.estimation.calibration.recovery import ranked_score, recovery
from counterpoise.estimation.calibration.studies import (
    STUDIES,
    Study,
    UnknownStudy,
    Window,
    calibration_prior,
    chosen_studies,
)
from counterpoise.estimation.calibration.tallies import TALLIES, tally
from counterpoise.estimation.calibration.trial import trial
from counterpoise.estimation.merging import merged
from counterpoise.estimation.posterior import FORMAT, Posterior, hash_of, prior_overlap
from counterpoise.estimation.record import NotInRecord
from counterpoise.mechanisms.prior import Fixed
from counterpoise.models.catalogue import parameters
from counterpoise.models.change import replaced
from counterpoise.models.concert_of_europe import concert_of_europe
from counterpoise.models.draws import draw_parameters
from counterpoise.world.chance import Chance
from counterpoise.world.synthetic import synthetic_world

HISTORIES = 1500
NOISE = 0.5


def linear_world(seed: int, informative: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Two scores; two moments of the first alone, two of noise: the posterior is known."""
    random = np.random.default_rng(seed)
    scores = random.normal(size=(HISTORIES, 2))
    noise = random.normal(size=(HISTORIES, 4))
    moments = noise.copy()
    if informative:
        moments[:, 0] = scores[:, 0] + NOISE * noise[:, 0]
        moments[:, 1] = -scores[:, 0] + NOISE * noise[:, 1]
    return scores, moments


COSTLY = {"density", "forest"}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.soak] * (name in COSTLY)) for name in METHODS],
)
def test_the_posterior_of_a_linear_world_is_found(name: str) -> None:
    scores, moments = linear_world(1)
    observed = np.array([0.8, -1.2, 0.0, 0.0])
    drawn = METHODS[name](scores, scaled(moments, observed), 4000, np.random.default_rng(2))
    precision = 1.0 + 2.0 / NOISE**2
    mean, sd = (0.8 + 1.2) / NOISE**2 / precision, precision**-0.5
    rough = name in ("rejection", "forest")  # they correct no distance
    assert drawn[:, 0].mean() == pytest.approx(mean, abs=0.25 if rough else 0.1)
    assert drawn[:, 0].std() == pytest.approx(sd, rel=1.0 if rough else 0.25)
    assert abs(drawn[:, 1].mean()) < 0.2
    assert drawn[:, 1].std() == pytest.approx(1.0, abs=0.15)


def test_moments_that_say_nothing_leave_the_prior() -> None:
    scores, moments = linear_world(3, informative=False)
    drawn = METHODS[METHOD](scores, scaled(moments, moments[0]), 4000, np.random.default_rng(0))
    constant = np.ones_like(moments)
    still = METHODS[METHOD](scores, scaled(constant, constant[0]), 4000, np.random.default_rng(0))
    study = replace(STUDIES[0], parameters=("concert.c0", "concert.chi"))
    for found in (on_natural_scale(study, drawn), on_natural_scale(study, still)):
        for address, values in found.items():
            share_left = prior_overlap(address, values)
            assert share_left is not None
            assert share_left > 0.85, "600 draws overlap with their own prior by some 0.94"


def test_truths_are_covered_as_often_as_promised() -> None:
    scores, moments = linear_world(4)
    found = recovery(METHODS[METHOD], scores, moments, 100, seed=0)
    expected = (1.0 + 2.0 / NOISE**2) ** -0.5
    assert found.error[0] == pytest.approx(expected, abs=0.08)
    assert found.error[1] == pytest.approx(1.0, abs=0.05)
    assert found.score[0] == pytest.approx(expected, abs=0.08), "of a normal, as its deviation"
    assert (found.coverage > 0.82).all()
    assert (found.coverage < 0.98).all()


def test_the_ranked_score_is_that_of_its_definition() -> None:
    random = np.random.default_rng(0)
    drawn = random.normal(size=(40, 2))
    truth = np.array([0.3, -2.0])
    pairs = np.abs(drawn[:, None] - drawn[None]).mean(axis=(0, 1)) / 2
    assert ranked_score(drawn, truth) == pytest.approx(np.abs(drawn - truth).mean(axis=0) - pairs)


def test_what_never_happened_is_a_moment_too() -> None:
    years = np.arange(1817, 1914)
    wars = np.zeros((2, len(years)))
    wars[1, 37] = 2.0
    seen = {"power_wars": wars, "power_disputes": wars * 2.0}
    assert quiet_years("power_wars", "").plain(seen, years).tolist() == [97.0, 37.0]
    assert count("power_wars", "", None, 1854).plain(seen, years).tolist() == [0.0, 0.0]
    assert count("power_wars", "", 1854, 1872).plain(seen, years).tolist() == [0.0, 2.0]
    odds = share("power_wars", "power_disputes", "").of(seen, years)
    assert odds == pytest.approx([0.0, 0.0]), "no disputes, and half of them"


def test_every_study_calibrates_what_a_prior_allows() -> None:
    declared = parameters()
    every = [address for each in STUDIES for address in each.parameters]
    assert len(every) == len(set(every)), "in two studies"
    for address in every:
        assert address in declared
        assert not isinstance(calibration_prior(address), Fixed)
    assert calibration_prior("multilateral.r_multi").support == (0.0, 1.0)
    with pytest.raises(UnknownStudy, match="concert"):
        chosen_studies(("concrt",))


def test_scores_are_those_of_the_draws() -> None:
    study = STUDIES[0]
    declared = {address: parameters()[address] for address in study.parameters}
    drawn = draw_parameters(declared, 30, seed=5, priors=study.priors())
    scores = np.stack([normal_scores(address, 30, 5) for address in study.parameters], axis=1)
    for address, values in on_natural_scale(study, scores).items():
        assert values == pytest.approx(drawn[address], abs=1e-6), address


def test_a_year_is_tallied() -> None:
    """Four states, the first two great powers: one war between them, one venture, one dispute."""
    world = synthetic_world(4, seed=1, acts=4)
    order = jnp.zeros_like(world.membership).at[:, 0].set(jnp.array([1.0, 0.0, 1.0, 1.0]))
    pact = jnp.zeros((4, 4)).at[2, 3].set(1.0).at[3, 2].set(1.0)
    before = replaced(
        world,
        {
            "great_power": jnp.array([1.0, 1.0, 0.0, 0.0]),
            "membership": order,
            "order_active": jnp.ones_like(world.order_active),
            "defence_pact": pact,
            "rivalry": jnp.zeros((4, 4)).at[2, 1].set(1.0).at[1, 2].set(1.0),
            "trade_share": jnp.zeros((4, 4)).at[3, 0].set(0.5),
            "act_actor": jnp.array([0, 1, 1, -1]),
            "act_target": jnp.array([1, 0, 2, -1]),
            "act_war": jnp.array([1.0, 0.0, 1.0, 0.0]),
            "act_authorised": jnp.array([0.0, 0.0, 1.0, 0.0]),
            "punished": jnp.zeros((4, 4)).at[2, 1].set(1.0),
        },
    )
    ring = jnp.ones((4, 4)) - jnp.eye(4)
    after = replaced(before, {"defence_pact": ring})
    found = {name: float(v) for name, v in tally(before, after, Chance.of(1, 0).year(1)).items()}
    assert set(found) == set(TALLIES)
    assert found["power_disputes"] == 1.0, "a dyad counts once"
    assert found["power_wars"] == 1.0
    assert found["ventures_authorised"] == 1.0
    assert found["ventures_alone"] == 0.0
    assert found["judged"] == 5.0, "members 0, 2, 3 of authors 0 and 1, none of itself"
    assert found["punished"] == 1.0
    assert (found["judged_rival"], found["punished_rival"]) == (1.0, 1.0)
    assert (found["judged_dependent"], found["punished_dependent"]) == (1.0, 0.0)
    assert found["judged_allied"] == 0.0
    assert found["members"] == 3.0
    assert (found["new_pacts"], found["blocs"]) == (5.0, 1.0)


RESTRAINT = Study(
    "concert",
    Window.CONCERT,
    ("escalation.w0", "concert.k5"),
    (
        count("power_wars", "wars"),
        share("power_wars", "power_disputes", "escalation"),
    ),
)


@pytest.mark.soak
def test_the_model_gives_back_its_own_truth() -> None:
    """The base rate of escalation shows in the share of disputes that become wars."""
    with jax.enable_x64(False):
        histories = prior_histories(
            [RESTRAINT],
            Window.CONCERT,
            synthetic_world(16, seed=2, acts=256),
            300,
            seed=1,
            given={"initiation.i0": np.array([1.0]), "concert.w_K": np.array([0.0])},
            model=concert_of_europe(),
        )
    scores = np.stack([histories.scores[a] for a in RESTRAINT.parameters], axis=1)
    seen = moments(RESTRAINT.moments, histories.tallies, histories.years)
    found = recovery(METHODS[METHOD], scores, seen, 60, seed=0)
    assert found.error[0] < 0.9
    assert (found.coverage > 0.75).all()


def test_a_calibration_says_what_it_rests_on() -> None:
    random = np.random.default_rng(0)
    years = np.arange(1817, 1914)
    scores = {address: random.normal(size=300) for address in RESTRAINT.parameters}
    rate = 0.1 * np.exp(0.7 * scores["escalation.w0"])
    wars = random.poisson(rate[:, None], size=(300, len(years))).astype(float)
    tallies = {"power_wars": wars, "power_disputes": wars + 2.0}
    record = Evidence(
        synthetic_world(3, seed=1),
        years,
        {"power_wars": np.full((1, len(years)), 0.2), "power_disputes": wars[:1] + 2.2},
        {},
    )
    histories = PriorHistories(scores, tallies, years, 7)
    values, how = posterior_of(RESTRAINT, histories, record, METHODS[METHOD], 1, 500, 20)
    assert set(values) == set(RESTRAINT.parameters) == set(how["recovery"])
    declared = parameters()["escalation.w0"].estimation_prior
    median = float(declared.quantile(np.array(0.5)))
    assert values["escalation.w0"].mean() > median, "twice the usual wars"
    assert how["recovery"]["escalation.w0"]["error"] < 0.7
    assert [each["name"] for each in how["moments"]] == ["wars", "escalation"]
    assert how["moments"][0]["record"] == pytest.approx(0.2 * len(years), abs=1e-4)
    assert (how["histories"], how["set_aside"]) == (300, 7)
    few = replace(histories, scores={a: v[:50] for a, v in scores.items()})
    with pytest.raises(NotInRecord, match="50 histories are sound"):
        posterior_of(RESTRAINT, few, record, METHODS[METHOD], 1)


def test_the_trial_of_methods_is_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    scores = {address: random.normal(size=200) for address in RESTRAINT.parameters}
    wars = random.poisson(3.0, size=(200, 5)).astype(float)
    histories = PriorHistories(
        scores, {"power_wars": wars, "power_disputes": wars + 1.0}, np.arange(1817, 1822), 0
    )
    quick = {name: METHODS[name] for name in ("rejection", "linear")}
    monkeypatch.setattr("counterpoise.estimation.calibration.trial.METHODS", quick)
    lines = trial([RESTRAINT], histories, 4).splitlines()
    assert len(lines) == 2 + len(quick)
    assert len({line.count("|") for line in lines}) == 1
    assert lines[3].startswith("| linear | ")


def stored(values: dict[str, np.ndarray], **more: object) -> Posterior:
    manifest = {"format": FORMAT, "hash": hash_of(values), "years": [1, 2], "system": "x", **more}
    return Posterior(values, manifest)


def test_posteriors_stand_beside_one_another(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    first = stored({"initiation.i0": random.normal(size=400), "order.oL": random.normal(size=400)})
    beside = stored(
        {
            "order.oL": np.full(900, 9.0),
            "concert.c0": random.normal(size=900),
            "concert.c1": np.arange(900.0),
            "multilateral.r_multi": random.random(900),
        },
        calibration={"concert": {"recovery": {"concert.c0": {"error": 1.0}}}},
        priors={"concert.c0": "N(0, 1)"},
    )
    found = merged([first, beside])
    assert found.rows == 400
    assert (found.values["initiation.i0"] == first.values["initiation.i0"]).all()
    assert (found.values["order.oL"] == first.values["order.oL"]).all(), "the first holds"
    rows = found.values["concert.c1"].astype(int)
    assert (found.values["concert.c0"] == beside.values["concert.c0"][rows]).all(), "rows torn"
    assert len(set(rows.tolist())) == 400
    assert set(found.manifest["left_out"]) == {"order.oL", "multilateral.r_multi"}
    assert found.overlaps["concert.c0"] == beside.overlaps["concert.c0"]
    assert "concert.c0" in found.prior_dominated
    assert "multilateral.r_multi" in merged([first, beside], switched_on=True).values
    moved = stored(
        {"concert.c0": 3.0 + 0.1 * random.normal(size=900)},
        calibration=beside.manifest["calibration"],
    )
    assert "concert.c0" not in merged([first, moved]).values, "held-out truths are not found"
    assert "held-out" in merged([first, moved]).manifest["left_out"]["concert.c0"]
    found.save(tmp_path / "posterior.parquet")
    back = Posterior.load(tmp_path / "posterior.parquet")
    assert back.manifest["calibration"] == beside.manifest["calibration"]
    assert merged([back]).manifest["hash"] == back.manifest["hash"]


def test_moments_on_record(data_directory: Path) -> None:
    """Counts that the published lists give: Crimea, 1859, 1866, 1870; Korea; accessions."""
    century = evidence(Window.CONCERT, data_directory)
    wars = century.tallies["power_wars"][0]
    assert wars[century.years < 1854].sum() == 0
    assert wars[century.years > 1871].sum() == 0
    assert [int(y) for y in century.years[wars > 0]] == [1854, 1859, 1866, 1870]
    cold = evidence(Window.COLD_WAR, data_directory)
    assert cold.world.code.shape == (75,)
    assert cold.tallies["power_wars"].sum() == 0
    assert cold.years[cold.tallies["ventures_authorised"][0] > 0].tolist() == [1950, 1951]
    assert (cold.tallies["punished"] <= cold.tallies["judged"]).all()
    assert cold.tallies["members"][0, -1] > cold.tallies["members"][0, 0]
