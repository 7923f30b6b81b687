"""Experiments in a small world: arms pair, sharing changes nothing, off means off."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.experiments.simulation import TooManyActs
from counterpoise.models.balance_of_threat import balance_of_threat
from counterpoise.propositions.belief import Belief, Origin
from counterpoise.propositions.experiment import Arm, PairedArms, Stage
from counterpoise.propositions.histories import LOST, all_whole
from counterpoise.propositions.laboratory import Laboratory
from counterpoise.propositions.posture_information import (
    CONFUSION,
    ESTIMATED,
    LEAST,
    at_choice,
    information,
    probabilities,
)
from counterpoise.world.chance import Chance
from counterpoise.world.synthetic import synthetic_world

STAGE = Stage((9, 1), "State 2", "State 5", "State 8", 1, 3)
ACT = {"act": {"year": 1, "actor": "State 2", "target": "State 5"}}
ARMS = {
    "none": Arm("Nothing"),
    "force": Arm("Force", (ACT,)),
    "deaf": Arm("Force unheard", (ACT,), {"threat.theta_I": 0.0}),
    "deaf none": Arm("Nothing, unheard", (), {"threat.theta_I": 0.0}),
}


def experiment(arms: dict[str, Arm]) -> PairedArms:
    return PairedArms(
        "", "", "", STAGE, arms, lambda records: {"x": records["none"]["third_threat"][:, 1]}
    )


@pytest.fixture(scope="module")
def laboratory() -> Laboratory:
    return Laboratory([experiment(ARMS)], draws=6, seed=3)


def test_arms_differ_only_where_they_should(laboratory: Laboratory) -> None:
    found = laboratory.records(STAGE, ARMS, Belief(Origin.PRIOR))
    none, force = found["none"]["third_threat"], found["force"]["third_threat"]
    np.testing.assert_array_equal(none[:, 0], force[:, 0])
    assert (none[:, 1] != force[:, 1]).all()
    np.testing.assert_array_equal(
        found["deaf"]["third_threat"][:, 1], found["deaf none"]["third_threat"][:, 1]
    )


def test_what_else_is_run_changes_no_result(laboratory: Laboratory) -> None:
    together = laboratory.records(STAGE, ARMS, Belief(Origin.PRIOR))["force"]
    own = {"none": ARMS["none"], "force": ARMS["force"]}
    alone = Laboratory([experiment(own)], draws=6, seed=3, threads=1)
    apart = alone.records(STAGE, own, Belief(Origin.PRIOR))["force"]
    for name in together:
        np.testing.assert_array_equal(together[name], apart[name], err_msg=name)


def test_off_holds_the_parameter_and_keeps_the_draws(laboratory: Laboratory) -> None:
    prior = Belief(Origin.PRIOR)
    off = prior.without({"threat.theta_I": 0.0})
    drawn, held = laboratory.parameters(STAGE, prior), laboratory.parameters(STAGE, off)
    assert not held["threat.theta_I"].any()
    np.testing.assert_array_equal(drawn["posture.s_T"], held["posture.s_T"])
    found = laboratory.records(STAGE, ARMS, off)
    np.testing.assert_array_equal(
        found["force"]["third_threat"][:, 1], found["none"]["third_threat"][:, 1]
    )


def test_rows_of_a_posterior_stay_together() -> None:
    rows = np.arange(50.0)
    belief = Belief(Origin.POSTERIOR, {}, {"threat.theta_I": rows, "posture.s_T": -rows})
    drawn = belief.drawn(balance_of_threat().parameters(), 20, 1)
    np.testing.assert_array_equal(drawn["threat.theta_I"], -drawn["posture.s_T"])
    assert len(set(drawn["threat.theta_I"])) == 20


def test_information_is_that_of_the_simulated_choice() -> None:
    model = balance_of_threat().bind({})
    world = synthetic_world(14, seed=1)
    land = model.land(world)
    before = model.begin(world, land)
    after = jax.jit(lambda key: model.year(before, land, Chance(key)))(Chance.of(0, 0).year(1).key)
    powers = jnp.flatnonzero(world.great_power)
    stood = at_choice(before, after)
    values = jnp.array(
        [getattr(model.mechanism(each.split(".")[0]), each.split(".")[1]) for each in ESTIMATED]
    )

    @jax.jit
    def seen(at: jax.Array) -> jax.Array:
        return probabilities(model, stood, powers, ESTIMATED, at)

    principals = np.asarray(model.mechanism("posture").principals(after, land))[:, powers]  # type: ignore[attr-defined]
    np.testing.assert_allclose(
        np.asarray(seen(values)[..., 2])[principals],
        np.asarray(after.p_soft[:, powers])[principals],
        atol=1e-6,
    )
    counted = jnp.ones((14, len(powers)))
    ours = jax.jit(lambda at: information(model, stood, powers, counted, ESTIMATED, at))(values)
    confusion = jnp.asarray(CONFUSION, values.dtype)
    recorded = seen(values) @ confusion
    slope = jax.jit(jax.jacfwd(lambda at: seen(at) @ confusion))(values)
    theirs = jnp.einsum("apok,apol,apo->kl", slope, slope, 1 / jnp.maximum(recorded, LEAST))
    np.testing.assert_allclose(ours, theirs, rtol=2e-4, atol=1e-4 * float(jnp.abs(theirs).max()))


def test_draws_that_cannot_be_followed_are_set_aside_and_counted(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    prior = Belief(Origin.PRIOR)
    everything = experiment({"none": ARMS["none"]}).draws(laboratory, prior)
    monkeypatch.setattr("counterpoise.propositions.histories.ACTS", (0,))
    monkeypatch.setattr("counterpoise.propositions.laboratory.ACTS", 12)
    quarrels = Arm("All quarrel", (), {"initiation.i0": 2.0})
    crowded = experiment({"none": ARMS["none"], "quarrels": quarrels})
    followed = crowded.draws(Laboratory([crowded], draws=6, seed=3), prior)
    assert 0 < followed.count < everything.count == 6
    assert followed.count + followed.set_aside == 6 + everything.set_aside
    kept = np.isin(everything.parameters["posture.s_T"], followed.parameters["posture.s_T"])
    np.testing.assert_array_equal(everything["x"][kept], followed["x"])


def test_a_record_that_cannot_be_followed_is_refused() -> None:
    with pytest.raises(TooManyActs, match="more than 4096 uses of force"):
        all_whole({LOST: np.array([[0, 0], [0, 3]])})
