"""An ensemble whose effects are known, and the provenance that goes with it."""

from dataclasses import replace

import numpy as np

from counterpoise.experiments.provenance import Provenance
from counterpoise.experiments.simulation import Ensemble
from counterpoise.measures.metric import METRICS, STATE_VARIABLES
from counterpoise.measures.order_metric import ORDER_METRICS
from counterpoise.models.catalogue import parameters

ARMS = ("none", "authorised", "unauthorised")
YEARS = np.arange(2003, 2009)
DRAWS, STATES = 60, 8
NAMES = ("Power", "Target", "Alba", "Borea", "Caria", "Doris", "Elis", "Free & Fair <State>")


def ensemble(
    effect: float = 0.4, noise: float = 0.05, draws: int = DRAWS, seed: int = 3
) -> Ensemble:
    """Arms that share a draw's level and differ, after the first year, by a known effect.

    Args:
        effect: What unauthorised force adds to every metric after the act, on its own scale;
            authorised force adds half of it.
        noise: Standard deviation over draws of that effect.
        draws: How many draws.
        seed: Of the draw.
    """
    random = np.random.default_rng(seed)
    size = np.array([0.0, 0.5, 1.0])[:, None, None]
    after = (np.arange(len(YEARS)) > 0).astype(float)[None, None, :]
    own = effect + noise * random.normal(size=draws)
    metrics = {}
    for metric in METRICS:
        level = 0.3 + 0.5 * random.normal(size=(1, draws, 1))
        moved = level + size * own[None, :, None] * after
        metrics[metric.name] = np.asarray(moved + np.zeros((3, draws, len(YEARS))), np.float32)
    metrics["net_cost_ratio"] = metrics["net_cost_ratio"] - np.float32(0.5) * (size == 0.5)
    by_state = {}
    reach = np.linspace(0.0, 1.0, STATES)
    for name in STATE_VARIABLES:
        change = 0.1 * size[..., None] * own[None, :, None, None] * after[..., None] * reach
        start = 1.0 if name == "threat" else 0.1
        share = {"p_soft": 1.0, "threat": 3.0, "intentions": 2.0}.get(name, 0.1)
        by_state[name] = np.asarray(start + share * change, np.float32)
        by_state[name][..., 0] = 0.0
    own_parameters = {address: random.normal(size=draws) for address in list(parameters())[:20]}
    own_parameters["threat.theta_I"] = own + 1e-6 * random.normal(size=draws)
    own_parameters["soft_balancing.phi_0"] = np.full(draws, 0.05)
    numbers = np.arange(draws) + (np.arange(draws) > 4)
    return Ensemble(ARMS, YEARS.copy(), metrics, by_state, own_parameters, numbers, 1)


def part(batch: int, size: int) -> Ensemble:
    """The plausible draws of a batch: a function of its number, and one draw in seven set aside."""
    numbers = np.arange(batch * size, (batch + 1) * size)
    kept = numbers[numbers % 7 != 3]
    found = ensemble(draws=len(kept), seed=batch)
    return replace(found, numbers=kept, implausible=size - len(kept))


def provenance(draws: int = DRAWS) -> Provenance:
    """The record of the fake run."""
    return Provenance(
        run_id="fake-1",
        scenario="fake",
        title="A question of <authority> & force",
        question="What if?",
        text="name: fake\ntitle: A question of <authority> & force\n",
        arms={"none": "No force", "authorised": "Authorised force", "unauthorised": "Bare force"},
        draws=draws,
        years=len(YEARS),
        first_year=2003,
        act_year=2003,
        seed=3,
        parameters="prior",
        fixed={"soft_balancing.phi_0": 0.05},
        priors={"threat.theta_I": "N(0.5, 0.4)"},
        power=(2, "Power"),
        target=(645, "Target"),
        states=tuple(
            ((2, 645, 20, 31, 40, 41, 42, 51)[i], NAMES[i], 60.0 - 15.0 * i, -120.0 + 30.0 * i)
            for i in range(STATES)
        ),
        versions={"counterpoise": "0.1.0", "numpy": np.__version__},
        citations=("pape2005", "walt1987", "not-in-the-file"),
        created="2026-01-02T03:04:05+00:00",
        command="counterpoise run fake.yaml --seed 3",
        capability=tuple(float(1 / 2**i) for i in range(STATES)),
        sources=(("gdp", "A source", "CC0 1.0"),),
    )


def without_places(found: Provenance) -> Provenance:
    """The same run in a world without geography."""
    return replace(found, states=tuple((code, name, None, None) for code, name, *_ in found.states))


def about_order(base: Ensemble, concert: bool = False) -> Ensemble:
    """The same ensemble with figures about an order, in which one state is lost and one stays away.

    Args:
        base: The ensemble about a power.
        concert: Whether the order is a concert of great powers, which nobody joins or leaves.
    """
    random = np.random.default_rng(5)
    draws = base.kept
    size = np.array([0.0, 0.5, 1.0])[:, None, None]
    after = (np.arange(len(YEARS)) > 1).astype(float)[None, None, :]
    metrics = {}
    for metric in ORDER_METRICS:
        only_joined = metric.name in ("joining_hazard", "exit_hazard", "joined", "left")
        if concert and (only_joined or metric.name in ("entrenchment", "contestation")):
            continue
        if not concert and metric.name in ("consensus", "congresses"):
            continue
        level = 0.3 + 0.05 * random.normal(size=(1, draws, 1))
        moved = level - 0.1 * size * after * (1.0 + 0.1 * random.normal(size=(1, draws, 1)))
        metrics[metric.name] = np.asarray(moved, np.float32)
    quarrels = np.zeros((3, draws, len(YEARS)), np.float32)
    quarrels[:, :, 1] = 3.0
    metrics["power_disputes"] = quarrels
    metrics["power_wars"] = quarrels * (np.arange(draws) % 3 == 0)[None, :, None] * (size > 0) / 3
    inside = np.zeros((3, draws, len(YEARS), STATES), np.float32)
    inside[..., :4] = 1.0
    if not concert:
        inside[2, :, 2:, 1] = 0.0
        inside[0, ::2, 3:, 4] = 1.0
    believed = np.full((3, draws, len(YEARS), STATES), 0.6, np.float32)
    return replace(
        base,
        metrics={**base.metrics, **metrics},
        by_state={**base.by_state, "membership": inside, "legitimacy": believed},
    )
