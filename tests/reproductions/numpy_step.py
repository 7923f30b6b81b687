"""The yearly step of the balance-of-threat system, stated a second time in plain NumPy.

It is an independent statement of the theory: written from the published equations and from the
page of conventions, in double precision, one state, dyad or act at a time where that reads best,
and without a line of the package's own mechanisms. A test gives both statements the same draws
and asks for the same world. Speed does not matter here; being readable beside the equations does.

A world is a dictionary of arrays by variable name. In a dyadic array the row perceives or acts
and the column is perceived or acted upon. A parameter is known by its address, ``block.name``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

World = dict[str, np.ndarray]
Values = Mapping[str, float]

NO_ONE = -1  # in the place of a slot, where there is none
MOST_POWERS = 12  # against how many great powers soft balancing is weighed
RELEVANT_KM = 643.7  # 400 miles
TINY = 1e-10  # the least power that enters a contest
LEAST_SHARE = 1e-9  # the least capability whose logarithm is taken
LEAST_ARMS = 1e-3  # the least spending or personnel whose logarithm is taken


class Draws(Protocol):
    """Where the year's randomness comes from: a draw belongs to its address, not to an order."""

    def uniform(
        self, block: str, stream: str | None, actor: np.ndarray, target: np.ndarray
    ) -> np.ndarray:
        """Uniform on (0, 1), one for each pair of an actor's and a target's number."""
        ...

    def normal(
        self, block: str, stream: str | None, actor: np.ndarray, target: np.ndarray
    ) -> np.ndarray:
        """Standard normal, one for each pair of an actor's and a target's number."""
        ...

    def pair(self, block: str, code: np.ndarray) -> np.ndarray:
        """Uniform on (0, 1), one for each undirected dyad."""
        ...


@dataclass(frozen=True)
class Options:
    """Which published variant is run.

    Attributes:
        endogenous_powers: Great powers follow a capability rule; otherwise they are given.
        land: Offence is read from personnel; otherwise from spending.
        myopic: Powers foresee neither the hard balancing that a project adds nor punishment.
        enforcement: Members of orders punish those who break their rules.
        orders: States join and leave orders, believe in them, and are drawn to each of theirs.
        full_utility: They weigh benefits by kind and the best alternative.
        contested: Great powers outside an order contest it.
        selective: Orders choose whom they admit.
        concert: Great powers oppose unilateral gains jointly, meet in congress and keep consensus.
    """

    endogenous_powers: bool = False
    land: bool = False
    myopic: bool = False
    enforcement: bool = False
    orders: bool = False
    full_utility: bool = False
    contested: bool = False
    selective: bool = False
    concert: bool = False


# --- what several parts of the theory share -------------------------------------------------------


def logistic(z: np.ndarray | float) -> np.ndarray:
    """sigma(z) = 1 / (1 + exp(-z))."""
    return 1.0 / (1.0 + np.exp(-np.asarray(z, float)))


def pairs(world: World) -> np.ndarray:
    """True where both slots are held by states and the two differ."""
    held = world["present"] > 0
    return np.outer(held, held) & ~np.eye(len(held), dtype=bool)


def political_weight(world: World) -> np.ndarray:
    """v_i = 0.5 / n + 0.5 C_i over the states present."""
    return (0.5 / world["present"].sum() + 0.5 * world["capability"]) * world["present"]


def arriving(world: World, p: Values) -> np.ndarray:
    """delta_ij = (1 + d_ij / d0)^-eta: the share of power that arrives over a distance."""
    return (1.0 + world["distance"] / p["geography.d0"]) ** -p["geography.eta"]


def contest(own: np.ndarray, other: np.ndarray, gamma: float) -> np.ndarray:
    """Rf(m, q) = m^gamma / (m^gamma + q^gamma)."""
    mine = np.maximum(own, TINY) ** gamma
    theirs = np.maximum(other, TINY) ** gamma
    return mine / (mine + theirs)


def disagreement(world: World) -> np.ndarray:
    """|x_i - x_j|."""
    return np.abs(np.subtract.outer(world["ideal_point"], world["ideal_point"]))


def powers(world: World) -> list[int]:
    """Slots of the great powers, in slot order."""
    return [int(j) for j in np.flatnonzero(world["great_power"] > 0)[:MOST_POWERS]]


def acts(world: World) -> list[tuple[int, int, float, float]]:
    """The listed acts: author, target, severity, and whether authorised."""
    return [
        (int(j), int(k), float(severity), float(authorised))
        for j, k, severity, authorised in zip(
            world["act_actor"],
            world["act_target"],
            world["act_severity"],
            world["act_authorised"],
            strict=True,
        )
        if j >= 0
    ]


def authorising_order(world: World) -> int:
    """The first order that exists and authorises force; -1 where there is none."""
    for o in range(len(world["order_active"])):
        if world["order_active"][o] > 0 and world["order_authorises"][o] > 0:
            return o
    return NO_ONE


def trust_in_authority(world: World) -> np.ndarray:
    """Leg_i of the order that authorises force; nobody trusts an authority that does not exist."""
    o = authorising_order(world)
    return world["legitimacy"][:, o] if o >= 0 else np.zeros(len(world["code"]))


# --- capability and arms --------------------------------------------------------------------------


def growth(world: World, p: Values, draws: Draws) -> World:
    """ln C' = ln C + g - 0.1 max(m/Y - 0.05, 0) + sd eps - cw loss, then shares again."""
    held = world["present"] > 0
    c, m, y = world["capability"], world["military_spending"], world["income"]
    eps = draws.normal("growth", None, world["code"], np.zeros_like(world["code"]))
    sd = np.where(c > 0.02, p["growth.sd_large"], p["growth.sd_small"])
    burden = np.where(y > 0, m / np.where(y > 0, y, 1.0), 0.0)
    drag = 0.1 * np.maximum(burden - 0.05, 0.0)
    step = world["trend_growth"] - drag + sd * eps - p["growth.cw"] * world["war_loss"]
    grown = np.where(held, c * np.exp(step), 0.0)
    return {
        "capability": grown / grown.sum(),
        "gdp": np.where(held, world["gdp"] * np.exp(step), 0.0),
        "income": np.where(held, y * np.exp(step), 0.0),
    }


def wanted_beyond_baseline(world: World, p: Values) -> np.ndarray:
    """ln m* - mu, where

    ln m* = mu + a_C ln C + a_riv ln(1 + rivals' m) + a_thr ln(1 + sum St)
          - a_ally ln(1 + allies' m).
    """
    c, m = world["capability"], world["military_spending"]
    return (
        p["arms.a_C"] * np.log(np.maximum(c, LEAST_SHARE))
        + p["arms.a_riv"] * np.log(1.0 + world["rivalry"] @ m)
        + p["arms.a_thr"] * np.log(1.0 + world["salience"].sum(axis=1))
        - p["arms.a_ally"] * np.log(1.0 + world["defence_pact"] @ m)
    )


def arming(world: World, p: Values, draws: Draws) -> World:
    """ln m' = ln m + a_adj (ln m* - ln m) + a_S 1[armed against someone] + eps, under a ceiling.

    eps has the spread sd exp(v_year of the year + v_tail of the state-year).
    """
    m, y = world["military_spending"], world["income"]
    spends = (m > 0) & (world["present"] > 0)
    nobody = np.zeros_like(world["code"])
    uneven = p["arms.v_year"] * draws.normal("arms", "year", nobody[:1], nobody[:1])
    uneven = uneven + p["arms.v_tail"] * draws.normal("arms", "tail", world["code"], nobody)
    eps = np.exp(uneven) * draws.normal("arms", None, world["code"], nobody)
    now = np.log(np.maximum(m, LEAST_ARMS))
    desired = world["arms_baseline"] + wanted_beyond_baseline(world, p)
    armed = world["chose_internal"].any(axis=1)
    after = np.exp(
        now + p["arms.a_adj"] * (desired - now) + p["arms.a_S"] * armed + p["arms.sd"] * eps
    )
    at_war = world["war_loss"] > 0
    ceiling = np.where(at_war, p["arms.war_ceiling"], p["arms.peace_ceiling"]) * y
    after = np.minimum(after, np.maximum(ceiling, m))
    return {"military_spending": np.where(spends, after, m)}


def great_power_status(world: World, p: Values) -> World:
    """Standing is sqrt(C milex share): enter at 0.04 for five years running, leave below 0.02."""
    held = world["present"] > 0
    m = world["military_spending"] * held
    standing = np.sqrt(world["capability"] * m / m.sum())
    clock = np.where(standing >= p["status.enter"], world["great_power_clock"] + 1.0, 0.0)
    enters = clock >= p["status.years"]
    stays = (world["great_power"] > 0) & (standing >= p["status.leave"])
    powerful = (enters | stays) & held
    if powerful.sum() > MOST_POWERS:
        powerful &= standing >= np.sort(standing[powerful])[-MOST_POWERS]
    return {
        "great_power": powerful.astype(float),
        "great_power_clock": np.where(held, clock, 0.0),
    }


# --- beliefs and threat ---------------------------------------------------------------------------


def structural_prior(world: World, p: Values) -> np.ndarray:
    """l0 = a0 + a_x |x_i - x_j| + a_R R - a_A A."""
    prior = (
        p["beliefs.a0"]
        + p["beliefs.a_x"] * disagreement(world)
        + p["beliefs.a_R"] * world["rivalry"]
        - p["beliefs.a_A"] * world["defence_pact"]
    )
    return np.where(pairs(world), prior, 0.0)


def attention(world: World, p: Values, author: int, target: int) -> np.ndarray:
    """How closely i attends to an act of j against k, in [0, 1]; the target attends fully.

    omega_i = om0 + om_near / (1 + d_ik / 2000) + om_aff e^-|x_i - x_k| (1 - e^-|x_i - x_j|).
    """
    x = world["ideal_point"]
    omega = (
        p["beliefs.om0"]
        + p["beliefs.om_near"] / (1.0 + world["distance"][:, target] / 2000.0)
        + p["beliefs.om_aff"]
        * np.exp(-np.abs(x - x[target]))
        * (1 - np.exp(-np.abs(x - x[author])))
    )
    omega = np.clip(omega, 0.0, 1.0)
    omega[target] = 1.0
    return omega


def beliefs(world: World, p: Values) -> World:
    """l' = l0 + rho (l - l0) + evidence.

    Last year's acts speak for a revisionist: sum omega sev (1 - kappa_A auth Leg) ln(pR/pS), of
    which no more than three acts' worth is learnt. A year without acts speaks against:
    omega_0 ln((1 - pR)/(1 - pS)).
    """
    n = len(world["code"])
    ratio, likely = p["beliefs.ratio"], p["beliefs.pS"]
    quiet = p["beliefs.omega_0"] * np.log((1 - min(ratio * likely, 0.99)) / (1 - likely))
    weight = np.zeros((n, n))
    silent = np.ones(n, bool)
    for j, k, severity, authorised in acts(world):
        trust = authorised * trust_in_authority(world)
        weight[:, j] += attention(world, p, j, k) * severity * (1 - p["beliefs.kappa_A"] * trust)
        silent[j] = False
    evidence = np.minimum(weight, 3.0) * np.log(ratio) + np.where(silent, quiet, 0.0)[None, :]
    prior = structural_prior(world, p)
    after = prior + p["beliefs.rho"] * (world["intentions"] - prior) + evidence
    return {"intentions": np.where(pairs(world), after, world["intentions"])}


def threat(world: World, p: Values, options: Options) -> World:
    """St = ln(1 + T), where

    ln T_ij = theta_P ln(C_j/0.1) - theta_D ln(1 + d_ij/d0) + theta_O o_j + theta_I l_ij
            + theta_R R_ij - theta_A A_ij - theta_C ln(C_i/0.1).
    """
    held = world["present"] > 0
    c = world["capability"]
    arms = world["military_personnel"] if options.land else world["military_spending"]
    size = np.log(np.maximum(c, LEAST_SHARE))
    intensity = np.log(np.maximum(arms, LEAST_ARMS)) - size
    offence = np.clip(intensity - intensity[held].mean(), -2.0, 2.0)
    relative = size - np.log(0.10)
    log_threat = (
        p["threat.theta_P"] * relative[None, :]
        - p["threat.theta_D"] * np.log(1.0 + world["distance"] / p["geography.d0"])
        + p["threat.theta_O"] * offence[None, :]
        + p["threat.theta_I"] * world["intentions"]
        + p["threat.theta_R"] * world["rivalry"]
        - p["threat.theta_A"] * world["defence_pact"]
        - p["threat.theta_C"] * relative[:, None]
    )
    t = np.where(pairs(world), np.exp(log_threat), 0.0)
    return {"threat": t, "salience": np.log(1.0 + t)}


# --- postures -------------------------------------------------------------------------------------


def principals(world: World) -> np.ndarray:
    """Great powers, rivals, and the states with the three highest values of threat, for each i."""
    apart = pairs(world)
    found = np.zeros_like(apart)
    for i in range(len(apart)):
        values = sorted(set(world["threat"][i][apart[i]]), reverse=True)
        third = values[min(2, len(values) - 1)] if values else np.inf
        feared = world["threat"][i] >= third
        found[i] = apart[i] & ((world["great_power"] > 0) | (world["rivalry"][i] > 0) | feared)
    return found


def postures(world: World, p: Values) -> World:
    """Nested quantal response over hiding, bandwagoning and three ways of balancing."""
    chosen_toward = principals(world)
    c, w = world["capability"], world["trade_share"]
    gap, pact = disagreement(world), world["defence_pact"]
    st, t = world["salience"], world["threat"]
    delta, v, gamma = arriving(world, p), political_weight(world), p["geography.gamma"]
    n = len(c)
    found = {
        name: np.zeros((n, n))
        for name in ("p_bandwagon", "p_soft", "p_internal", "p_external", "hard_response")
    }
    for i in range(n):
        for j in np.flatnonzero(chosen_toward[i]):
            others = [k for k in range(n) if k not in (i, j)]
            support = sum(world["expected_hard"][k, j] * c[k] * delta[k, j] for k in others)
            company = sum(world["expected_soft"][k, j] * v[k] for k in range(n) if k != i)
            enough = 1.0 - np.exp(-p["posture.kS"] * company)
            mine, brought = c[i] * delta[i, j], c[j] * delta[i, j]
            together = contest(support + mine, brought, gamma)
            pivotal = contest(support + mine, c[j], gamma) - contest(support, c[j], gamma)
            club = p["posture.phi"] * together + (1 - p["posture.phi"]) * pivotal

            weak = c[j] / (c[i] + c[j]) * (1 - together)
            v_b = p["posture.b0"] + p["posture.b_dep"] * w[i, j] - p["posture.b_x"] * gap[i, j]
            v_b += p["posture.b_T"] * st[i, j] * weak
            v_s = p["posture.s0"] + p["posture.s_T"] * st[i, j] + p["posture.s_x"] * gap[i, j]
            v_s -= p["posture.s_dep"] * w[i, j] + p["posture.s_A"] * pact[i, j]
            v_s += p["posture.s_net"] * enough
            held_back = p["posture.h_dep"] * w[i, j] + p["posture.h_A"] * pact[i, j]
            slope_hi = 2 * p["posture.h_T"] * contest(c[i], brought, gamma)
            slope_he = 2 * p["posture.h_T"] * club
            v_hi = p["posture.h0"] + slope_hi * st[i, j] - held_back
            v_he = p["posture.e0"] + slope_he * st[i, j] - held_back

            kappa, lam = p["posture.kappa"], p["posture.lambda_bal"]
            inside = np.exp(kappa * np.array([v_s, v_hi, v_he]) / lam)
            balance = inside.sum() ** lam
            whole = 1.0 + np.exp(kappa * v_b) + balance
            p_s, p_hi, p_he = balance / whole * inside / inside.sum()
            found["p_bandwagon"][i, j] = np.exp(kappa * v_b) / whole
            found["p_soft"][i, j] = p_s
            found["p_internal"][i, j] = p_hi
            found["p_external"][i, j] = p_he
            found["hard_response"][i, j] = (
                (1 - p_hi - p_he)
                * kappa
                * (p_hi * slope_hi + p_he * slope_he)
                * t[i, j]
                / (1 + t[i, j])
            )
    return found


def hard_choices(world: World, draws: Draws) -> World:
    """One uniform for each directed dyad: alliance below P_HE, arms below P_HE + P_HI."""
    code = world["code"]
    u = draws.uniform("posture", None, code[:, None], code[None, :])
    external = u < world["p_external"]
    internal = ~external & (u < world["p_external"] + world["p_internal"])
    return {"chose_internal": internal.astype(float), "chose_external": external.astype(float)}


# --- what soft balancing does ---------------------------------------------------------------------


def soft_balancing(world: World, p: Values) -> World:
    """Each soft balancer splits its weight over four channels by comparative advantage."""
    c, w, v = world["capability"], world["trade_share"], political_weight(world)
    n = len(c)
    denial, diplomacy, economic, resolve = np.zeros((4, n))
    for j in powers(world):
        target = int(world["project_target"][j]) if world["project_pending"][j] > 0 else NO_ONE
        for i in np.flatnonzero(pairs(world)[:, j]):
            near = (
                1 / (1 + world["distance"][i, target] / p["geography.d0"]) if target >= 0 else 0.0
            )
            advantage = np.array(
                [
                    near + world["basing"][i, j],
                    world["council_seat"][i] + world["veto"][i],
                    w[i, j] / (w[i, j] + 0.1),
                    c[i] / (c[i] + c[j]),
                ]
            )
            pull = np.exp(p["soft_balancing.split"] * advantage)
            weight = v[i] * world["p_soft"][i, j] * pull / pull.sum()
            denial[j] += weight[0]
            diplomacy[j] += weight[1]
            economic[j] += weight[2]
            resolve[j] += weight[3]
    turned = w * np.maximum(1 - p["soft_balancing.nu_ES"] * economic[None, :] * world["p_soft"], 0)
    total = turned.sum(axis=1, keepdims=True)
    rerouted = turned / np.where(total > 0, total, 1.0)
    return {
        "soft_weight": denial + diplomacy + economic + resolve,
        "territorial_denial": denial,
        "entangling_diplomacy": diplomacy,
        "economic_strengthening": economic,
        "resolve": resolve,
        "obstruction": p["soft_balancing.d_ED"] * diplomacy + p["soft_balancing.d_TD"] * denial,
        "trade_share": rerouted,
    }


def mean_legitimacy(world: World) -> float:
    """Legitimacy of the order that authorises force, by political weight."""
    return float(political_weight(world) @ trust_in_authority(world))


def authorisation(world: World, p: Values) -> World:
    """pi = sigma(k0 - k_x mean over vetoes |x_j - x_v| + k_L (Leg - 0.5) - k_S SB_j)."""
    x = world["ideal_point"]
    n = len(x)
    found = np.zeros(n)
    if authorising_order(world) < 0:
        return {"authorisation": found}
    for j in np.flatnonzero(world["present"] > 0):
        vetoes = [
            v for v in range(n) if world["veto"][v] > 0 and world["present"][v] > 0 and v != j
        ]
        opposed = np.mean([abs(x[j] - x[v]) for v in vetoes]) if vetoes else 0.0
        found[j] = logistic(
            p["authorisation.k0"]
            - p["authorisation.k_x"] * opposed
            + p["authorisation.k_L"] * (mean_legitimacy(world) - 0.5)
            - p["authorisation.k_S"] * world["soft_weight"][j]
        )
    return {"authorisation": found}


# --- projects and disputes ------------------------------------------------------------------------


def hard_balancing_against(world: World) -> np.ndarray:
    """H_j = sum_i v_i (P_HI + P_HE)."""
    return political_weight(world) @ (world["p_internal"] + world["p_external"])


def gumbel(u: np.ndarray) -> np.ndarray:
    """The extreme-value noise by which a maximum becomes a logit draw."""
    return -np.log(-np.log(u))


def projects(world: World, p: Values, draws: Draws, options: Options) -> World:
    """Great powers see opportunities for force, and choose how to pursue them."""
    code, c, v = world["code"], world["capability"], political_weight(world)
    present, n = world["present"] > 0, len(world["code"])
    found: World = {
        "project_pending": np.zeros(n),
        "project_target": np.full(n, NO_ONE, np.int32),
        "project_stake": np.zeros(n),
        "project_months": np.zeros(n),
        "project_choice": np.zeros(n, np.int32),
        "project_executed": np.zeros(n),
        "project_authorised": np.zeros(n),
    }

    def uniform(stream: str, j: int, of: np.ndarray | int = 0) -> np.ndarray:
        return draws.uniform("projects", stream, np.full(np.shape(of), code[j]), np.asarray(of))

    for j in powers(world):
        if world["project_pending"][j] > 0:
            target, stake = int(world["project_target"][j]), float(world["project_stake"][j])
            months = float(world["project_months"][j])
        else:
            lawful = present & (c < 0.25 * c[j]) & (world["defence_pact"][j] == 0)
            lawful[j] = False
            if not lawful.any() or not uniform("opportunity", j) < p["projects.op"]:
                continue
            pull = (
                0.6 * disagreement(world)[j]
                - 0.4 * np.log(1 + world["distance"][j] / p["geography.d0"])
                + 0.3 * np.log(np.maximum(c, LEAST_SHARE))
                + gumbel(uniform("target", j, code))
            )
            target = int(np.argmax(np.where(lawful, pull, -np.inf)))
            eps = draws.normal("projects", "stake", np.asarray(code[j]), np.asarray(0))
            stake = float(np.exp(p["projects.stake_mean"] + p["projects.stake_sd"] * eps))
            months = 0.0

        severity, ratio = 1.0, p["beliefs.ratio"]
        leg, pi = mean_legitimacy(world), world["authorisation"][j]
        hazard = min(p["soft_balancing.h_0"] * np.exp(-world["obstruction"][j]), 1.0)
        delay = 0.25 / hazard
        cost = hard_balancing_against(world)[j]
        punishment, opposition = world["punishment"][j], world["joint_opposition"][j]
        if options.myopic:
            punishment = opposition = 0.0
        else:
            signal = attention(world, p, j, target) * severity * np.log(ratio)
            cost += np.sum(v * world["hard_response"][:, j] * p["threat.theta_I"] * signal)
        authorised_cost = p["projects.c_a"] * (1 - p["soft_balancing.phi_max"] * leg)
        worth = stake * np.exp(-p["projects.impatience"] * delay)
        mu = 3 * p["soft_balancing.mu_1"]
        ask = pi * (worth - authorised_cost) - p["projects.asking"]
        alone = (
            stake
            - p["projects.c_u"] * (1 + mu * world["soft_weight"][j])
            - p["projects.z_H"] * cost
            - p["projects.z_P"] * punishment
            - opposition
        )
        options_worth = np.array([0.0, ask, alone, ask + (1 - pi) * alone])
        noise = gumbel(uniform("choice", j, np.arange(4)))
        choice = int(np.argmax(p["projects.lam"] * options_worth + noise))

        granted = choice in (1, 3) and bool(uniform("council", j) < pi)
        go = choice in (2, 3) or granted
        draw = uniform("execution", j)
        quarter = np.ceil(np.log(draw) / np.log(1 - min(hazard, 0.999)))
        executed = go and quarter <= 4
        waits = choice != 0 and not executed
        if executed or waits:
            found["project_months"][j] = months + (3 * quarter if executed else 12)
        found["project_pending"][j] = float(waits)
        found["project_target"][j] = target
        found["project_stake"][j] = stake
        found["project_choice"][j] = choice
        found["project_executed"][j] = float(executed)
        found["project_authorised"][j] = float(granted)
    return found


def initiation(world: World, p: Values, draws: Draws) -> World:
    """The yearly probability that j uses force on k, a logit in their attributes."""
    code, c, q, g = (world[name] for name in ("code", "capability", "democracy", "great_power"))
    apart = pairs(world)
    size = np.log(np.maximum(c, LEAST_SHARE))
    relevant = (world["distance"] <= RELEVANT_KM) | np.add.outer(g, g).astype(bool)
    z = (
        p["initiation.i0"]
        + p["initiation.i_d"] * np.log(world["distance"] + 50.0)
        + p["initiation.i_c"] * world["contiguity"]
        + p["initiation.i_1"] * size[:, None]
        + p["initiation.i_2"] * size[None, :]
        + p["initiation.i_M1"] * g[:, None]
        + p["initiation.i_M2"] * g[None, :]
        + p["initiation.i_q1"] * q[:, None]
        + p["initiation.i_q2"] * q[None, :]
        + p["initiation.i_x"] * disagreement(world)
        + p["initiation.i_A"] * world["defence_pact"]
        + p["initiation.i_R"] * world["rivalry"]
        + p["initiation.i_z"] * np.log(1 + world["conflict_stock"])
        + p["initiation.i_f"] * world["frailty"]
        - p["initiation.i_pun"] * world["punishment"][:, None]
        - p["initiation.i_hb"] * hard_balancing_against(world)[:, None]
        + p["initiation.i_far"] * ~relevant
    )
    nobody = np.zeros_like(code[:1])
    crisis = p["initiation.s_year"] * draws.normal("initiation", "year", nobody, nobody)
    z = z + crisis - 0.5 * p["initiation.s_year"] ** 2
    u = draws.uniform("initiation", None, code[:, None], code[None, :])
    return {"dispute": (apart & (u < logistic(z))).astype(float)}


# --- acts and war ---------------------------------------------------------------------------------


def collected(world: World, p: Values) -> World:
    """The year's uses of force: prescribed acts, projects by slot, disputes row by row."""
    n, places = len(world["code"]), len(world["act_actor"])
    prescribed, most_powers = len(world["scheduled_actor"]), min(MOST_POWERS, n)
    found: list[tuple[int, int, int, float, float]] = []
    for place, j in enumerate(world["scheduled_actor"]):
        if j >= 0:
            k = int(world["scheduled_target"][place])
            severity = float(world["scheduled_severity"][place])
            authorised = float(world["scheduled_authorised"][place])
            found.append((place, int(j), k, severity, authorised))
    for place, j in enumerate(powers(world), start=prescribed):
        if world["project_executed"][j] > 0:
            k, authorised = int(world["project_target"][j]), float(world["project_authorised"][j])
            found.append((place, j, k, p["acts.war_severity"], authorised))
    disputes = np.argwhere(world["dispute"] > 0)
    for place, (j, k) in enumerate(disputes, start=prescribed + most_powers):
        found.append((place, int(j), int(k), p["acts.dispute_severity"], 0.0))

    listed = [act for act in found if act[0] < places]
    after: World = {
        "act_actor": np.full(places, NO_ONE, np.int32),
        "act_target": np.full(places, NO_ONE, np.int32),
        "act_severity": np.zeros(places),
        "act_authorised": np.zeros(places),
        "act_war": np.zeros(places),
        "force": np.zeros((n, n)),
        "lost_acts": world["lost_acts"] + (len(found) - len(listed)),
    }
    for place, j, k, severity, authorised in listed:
        after["act_actor"][place] = j
        after["act_target"][place] = k
        after["act_severity"][place] = severity
        after["act_authorised"][place] = authorised
        after["act_war"][place] = float(severity >= 1.0)
        after["force"][j, k] = after["force"][k, j] = 1.0
    return after


def escalation(world: World, p: Values, draws: Draws) -> World:
    """logit(w) = w0 + w_R R + w_T (St_jk + St_kj) / 2 - w_nuc 1[both nuclear] - restraint.

    What a congress settled does not escalate.
    """
    severity, war = world["act_severity"].copy(), world["act_war"].copy()
    st, code = world["salience"], world["code"]
    for place, (j, k) in enumerate(zip(world["act_actor"], world["act_target"], strict=True)):
        if j < 0 or war[place] > 0 or world["act_settled"][place] > 0:
            continue
        both_nuclear = world["nuclear"][j] * world["nuclear"][k]
        z = (
            p["escalation.w0"]
            + p["escalation.w_R"] * world["rivalry"][j, k]
            + p["escalation.w_T"] * (st[j, k] + st[k, j]) / 2
            - p["escalation.w_nuc"] * both_nuclear
            - world["act_restraint"][place]
        )
        if draws.uniform("escalation", None, code[j], code[k]) < logistic(z):
            severity[place] = war[place] = 1.0
    return {"act_severity": severity, "act_war": war}


def war(world: World, p: Values, draws: Draws) -> World:
    """Allies join, one side prevails, and each participant loses by its side's odds of defeat."""
    code, c, pact = world["code"].astype(int), world["capability"], world["defence_pact"]
    delta, n = arriving(world, p), len(world["code"])
    loss, won = np.zeros(n), np.zeros(len(world["act_war"]))
    for place in np.flatnonzero(world["act_war"] > 0):
        j, k = int(world["act_actor"][place]), int(world["act_target"][place])
        attackers, defenders = [j], [k]
        lots = draws.uniform("war", "join", np.full(n, 1000 * code[j] + code[k]), code)
        for i in range(n):
            if i in (j, k) or world["present"][i] == 0:
                continue
            if lots[i] < p["war.fulfil"]:
                if pact[i, k] > 0:
                    defenders.append(i)
                elif pact[i, j] > 0:
                    attackers.append(i)
        offence = sum(c[i] * delta[i, k] for i in attackers)
        defence = c[k] + sum(c[i] * delta[i, k] for i in defenders if i != k)
        chance = float(contest(offence, defence, p["geography.gamma"]))
        attack_wins = draws.uniform("war", "outcome", code[j], code[k]) < chance
        won[place] = float(attack_wins)
        for side, prevails, wins in (
            (attackers, chance, attack_wins),
            (defenders, 1 - chance, not attack_wins),
        ):
            for i in side:
                loss[i] += (1 - prevails) * (p["war.winners_share"] if wins else 1.0)
    return {"war_loss": np.minimum(loss, 1.0), "act_won": won}


# --- what an order does to those who break its rules ----------------------------------------------


def offended(world: World, target: int, authorised: float) -> dict[int, float]:
    """How far an act against a state breaks the rules of each order that it concerns.

    All force concerns the order that authorises force; any other is concerned where the target is
    a member. Authority excuses, except before an order that is exclusive of the one that gave it.
    """
    council = authorising_order(world)
    found = {}
    for o in np.flatnonzero(world["order_active"] > 0):
        if o == council or world["membership"][target, o] > 0:
            foreign = council >= 0 and world["exclusive"][o, council] > 0
            found[int(o)] = 1.0 if foreign else 1.0 - authorised
    return found


def punishing(world: World, p: Values, author: int, o: int) -> np.ndarray:
    """Probability that each member of order o punishes an author who broke its rules.

    logit p_i = p0 + pL (2 Leg - 1) + pT ln(T_ij)/2 - pdep w_ij - pA A_ij + pnet share,
    where the share of members' capability that punishes is 0, then what that implies, twice over.
    """
    members = (world["membership"][:, o] > 0) & (world["present"] > 0)
    members[author] = False
    z = (
        p["enforcement.p0"]
        + p["enforcement.pL"] * (2 * world["legitimacy"][:, o] - 1)
        + p["enforcement.pT"] * np.log(np.maximum(world["threat"][:, author], 1e-9)) / 2
        - p["enforcement.pdep"] * world["trade_share"][:, author]
        - p["enforcement.pA"] * world["defence_pact"][:, author]
    )
    c = world["capability"] * members
    chance = logistic(z)
    for _ in range(2):
        expected = c @ chance / c.sum() if c.sum() > 0 else 0.0
        chance = logistic(z + p["enforcement.pnet"] * expected)
    return np.where(members, chance, 0.0)


def enforcement(world: World, p: Values) -> World:
    """Pun' = min(0.5 Pun + sum_e sev_e sum_i w_ji P(i punishes e), 1)."""
    n = len(world["code"])
    felt = p["enforcement.memory"] * world["punishment"]
    punished = np.zeros((n, n))
    for j, k, severity, authorised in acts(world):
        spared = np.ones(n)
        for o, broken in offended(world, k, authorised).items():
            spared *= 1 - broken * punishing(world, p, j, o)
        exposed = p["enforcement.exposure"] * world["trade_share"][j]
        felt[j] += severity * (exposed @ (1 - spared))
        punished[:, j] = np.maximum(punished[:, j], 1 - spared)
    return {"punishment": np.minimum(felt, 1.0), "punished": punished}


# --- the concert of great powers ------------------------------------------------------------------


def circle(world: World) -> list[int]:
    """Slots of all great powers, however many."""
    return [int(i) for i in np.flatnonzero((world["great_power"] > 0) & (world["present"] > 0))]


def shares(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Each great power's share of the circle's benefits and of its capability.

    Without a record of benefits they match capability.
    """
    g = circle(world)
    c = world["capability"][g] / world["capability"][g].sum()
    b = world["benefit_share"][g]
    return (b / b.sum() if b.sum() > 0 else c), c


def joint_opposition(world: World, p: Values) -> World:
    """(1 - prod over the others of (1 - K)) loss Rf(the others' C, C_j)."""
    found = np.zeros(len(world["code"]))
    g, k = circle(world), float(world["consensus"])
    for j in g:
        others = [i for i in g if i != j]
        nobody = np.prod([1 - k for _ in others])
        together = world["capability"][others].sum()
        prevail = contest(together, world["capability"][j], p["geography.gamma"])
        found[j] = (1 - nobody) * p["joint_opposition.loss"] * prevail
    return {"joint_opposition": found}


def congress(world: World, p: Values, draws: Draws) -> World:
    """Called with sigma(c0 + c1 K); settles with sigma(c2 + c3 K - c4 sd(x) - c5 max |s|).

    A settlement moves b to (1 - chi) b + chi C, once a year.
    """
    places = len(world["act_actor"])
    found: World = {
        "act_congress": np.zeros(places),
        "act_settled": np.zeros(places),
        "act_restraint": np.zeros(places),
        "benefit_share": world["benefit_share"].copy(),
    }
    g, k, code = circle(world), float(world["consensus"]), world["code"]
    if not g:
        return found
    b, c = shares(world)
    call = logistic(p["concert.c0"] + p["concert.c1"] * k) if k > 0 else 0.0
    settle = logistic(
        p["concert.c2"]
        + p["concert.c3"] * k
        - p["concert.c4"] * world["ideal_point"][g].std()
        - p["concert.c5"] * np.abs(b - c).max()
    )
    for place, (i, j) in enumerate(zip(world["act_actor"], world["act_target"], strict=True)):
        if i not in g or j not in g:
            continue
        found["act_restraint"][place] = p["concert.w_K"] * k
        if world["act_war"][place] > 0:
            continue
        pair = np.sort(code[[i, j]])
        if draws.uniform("congress", "called", pair[0], pair[1]) < call:
            found["act_congress"][place] = 1.0
            settled = draws.uniform("congress", "settled", pair[0], pair[1]) < settle
            found["act_settled"][place] = float(settled)
    if found["act_settled"].any():
        found["benefit_share"][g] = (1 - p["concert.chi"]) * b + p["concert.chi"] * c
    return found


def wars_of_the_circle(world: World, p: Values) -> tuple[np.ndarray, np.ndarray]:
    """Who gained alone, and benefits after winners took from losers.

    The prize is the share ``spoils`` of the loser's benefits, or of a small loser's capability in
    units of the circle's. Only wars with a great power on a side move anything.
    """
    g, n = circle(world), len(world["code"])
    gains, change, benefit = np.zeros(n), np.zeros(n), world["benefit_share"].copy()
    if not g:
        return gains, benefit
    worth = world["capability"] / world["capability"][g].sum()
    worth[g] = shares(world)[0]
    moved = False
    for place in np.flatnonzero(world["act_war"] > 0):
        j, k = int(world["act_actor"][place]), int(world["act_target"][place])
        won = world["act_won"][place] > 0
        if won and j in g and world["act_authorised"][place] == 0:
            gains[j] = 1.0
        winner, loser = (j, k) if won else (k, j)
        prize = p["concert.spoils"] * worth[loser]
        change[winner] += prize
        change[loser] -= prize
        moved |= prize > 0 and (winner in g or loser in g)
    if moved:
        after = np.maximum(shares(world)[0] + change[g], 0.0)
        benefit[g] = after / after.sum()
    return gains, benefit


def concert(world: World, p: Values) -> World:
    """logit K' = k1 logit K + k2 mean Leg - k3 sd(x) + k4 mean s - k5 1[unilateral gain]."""
    g, k = circle(world), float(world["consensus"])
    satisfaction = np.zeros(len(world["code"]))
    gains, benefit = wars_of_the_circle(world, p)
    drift = 0.0
    if g:
        b, c = shares(world | {"benefit_share": benefit})
        satisfaction[g] = -np.abs(b - c)
        exist = np.flatnonzero(world["order_active"] > 0)
        council = authorising_order(world)
        o = council if council >= 0 else (int(exist[0]) if len(exist) else NO_ONE)
        drift = (
            p["concert.k2"] * (world["legitimacy"][g, o].mean() if o >= 0 else 0.0)
            - p["concert.k3"] * world["ideal_point"][g].std()
            + p["concert.k4"] * satisfaction[g].mean()
            - p["concert.k5"] * gains.max()
        )
    if 0 < k < 1:
        k = float(logistic(p["concert.k1"] * np.log(k / (1 - k)) + drift))
        k = min(max(k, 1e-6), 1 - 1e-6)
    return {
        "consensus": np.asarray(k),
        "benefit_share": benefit,
        "satisfaction": satisfaction,
        "unilateral_gain": gains,
    }


# --- rivalry and alliance -------------------------------------------------------------------------


def rivalry(world: World, p: Values, draws: Draws) -> World:
    """Onset: r0 + r_T max(St_ij, St_ji) + r_act force; end with a fixed yearly probability."""
    st, now = world["salience"], world["rivalry"] > 0
    z = (
        p["rivalry.r0"]
        + p["rivalry.r_T"] * np.maximum(st, st.T)
        + p["rivalry.r_act"] * world["force"]
    )
    u = draws.pair("rivalry", world["code"])
    g = world["great_power"]
    relevant = (world["distance"] <= RELEVANT_KM) | np.add.outer(g, g).astype(bool)
    after = np.where(now, u >= p["rivalry.r_off"], relevant & (u < logistic(z)))
    return {"rivalry": (after & pairs(world)).astype(float)}


def alliances(world: World, p: Values, draws: Draws) -> World:
    """Pacts form on joint surplus and end on disagreement and rivalry; blocs form them together."""
    apart, st, pact = pairs(world), world["salience"], world["defence_pact"] > 0
    gap, rivals = disagreement(world), world["rivalry"]
    g, q = world["great_power"], world["democracy"]
    common_threat = np.log(1 + st @ st.T) + (rivals @ rivals.T > 0)
    common_allies = world["defence_pact"] @ world["defence_pact"].T
    both_seek = world["chose_external"] @ world["chose_external"].T > 0
    z_on = (
        p["alliance.al0"]
        + p["alliance.al_d"] * np.log(world["distance"] + 50.0)
        + p["alliance.al_c"] * world["contiguity"]
        - p["alliance.al_x"] * gap
        - p["alliance.al_q"] * np.abs(np.subtract.outer(q, q))
        + p["alliance.al_ct"] * common_threat
        + p["alliance.al_ca"] * np.log(1 + common_allies)
        + p["alliance.al_GP"] * (np.add.outer(g, g) > 0)
        + p["alliance.al_HE"] * both_seek
        - p["alliance.al_R"] * rivals
    )
    z_off = p["alliance.off0"] + p["alliance.off_x"] * (gap - 1) + p["alliance.off_R"] * rivals
    z_on = z_on + year_of_all(p["alliance.al_year"], draws, "alliance", "year")
    z_off = z_off + year_of_all(p["alliance.off_year"], draws, "alliance", "year_of_ends")
    u = draws.pair("alliance", world["code"])
    change = np.where(pact, -1.0 * (u < logistic(z_off)), 1.0 * (u < logistic(z_on)))
    after = world["defence_pact"] + change + blocs(world, p, draws)
    return {"defence_pact": np.where(apart, np.clip(after, 0.0, 1.0), 0.0)}


def year_of_all(spread: float, draws: Draws, block: str, stream: str) -> float:
    """ln of a gamma multiplier with mean 1 and this standard deviation, shared by everybody.

    For shape k + 1 by rejection, one candidate after another; then times u^(1/k).
    """
    if spread == 0:
        return 0.0
    k = max(spread, 0.01) ** -2
    d = k + 1 - 1 / 3
    for attempt in range(8):
        x = float(draws.normal(block, stream, np.asarray(attempt), np.asarray(0)))
        v = (1 + x / (9 * d) ** 0.5) ** 3
        u = float(draws.uniform(block, stream, np.asarray(attempt), np.asarray(1)))
        if v > 0 and np.log(u) < x**2 / 2 + d - d * v + d * np.log(v):
            break
    else:
        raise AssertionError("eight candidates in a row were rejected")
    last = float(draws.uniform(block, stream, np.asarray(0), np.asarray(2)))
    found = np.log(d * v) + np.log(last) / k - np.log(k)
    return float(found) * min(spread / 0.01, 1.0)


def blocs(world: World, p: Values, draws: Draws) -> np.ndarray:
    """With probability r_multi, the like-minded neighbours of a convenor form a pact together."""
    code, n = world["code"], len(world["code"])
    formed = np.zeros((n, n))
    if (
        draws.uniform("multilateral", "event", np.asarray(0), np.asarray(0))
        >= p["multilateral.r_multi"]
    ):
        return formed
    lots = draws.uniform("multilateral", "convenor", code, np.zeros_like(code))
    convenor = int(np.argmax(np.where(world["present"] > 0, lots, -1.0)))
    close = (disagreement(world) <= p["multilateral.reach"]) & (
        world["distance"] <= p["multilateral.radius"]
    )
    bloc = close[convenor] & (world["present"] > 0)
    return (np.outer(bloc, bloc) & pairs(world) & (world["defence_pact"] == 0)).astype(float)


# --- orders ---------------------------------------------------------------------------------------


def belongs(world: World) -> np.ndarray:
    """M_io, of states that are there and orders that exist."""
    return world["membership"] * np.outer(world["present"], world["order_active"])


def mean_member(world: World, name: str, order: int) -> float:
    """Capability-weighted mean of an attribute over an order's members; zero without any."""
    weight = belongs(world)[:, order] * world["capability"]
    return float(weight @ world[name] / weight.sum()) if weight.sum() > 0 else 0.0


def from_order(world: World, order: int) -> np.ndarray:
    """|x_i - x_o|."""
    return np.abs(world["ideal_point"] - mean_member(world, "ideal_point", order))


def excludes(world: World, one: int, other: int) -> bool:
    """Whether a state can be in only one of the two orders."""
    said = world["exclusive"]
    return one != other and (said[one, other] > 0 or said[other, one] > 0)


def contestation(world: World) -> World:
    """Con_o = sum over holdouts of C_h / sum_G C times |x_h - x_o| / (1 + |x_h - x_o|);

    Hsec_io = what holdouts add to the salience of great powers to i, as a share of it.
    """
    great = [g for g in range(len(world["code"])) if world["great_power"][g] * world["present"][g]]
    disputed = np.zeros(len(world["order_active"]))
    weighed = np.zeros_like(world["membership"])
    for o in np.flatnonzero(world["order_active"] > 0):
        outside = [h for h in great if world["membership"][h, o] == 0]
        gap = from_order(world, o)
        for h in outside:
            share = world["capability"][h] / sum(world["capability"][g] for g in great)
            disputed[o] += share * gap[h] / (1 + gap[h])
        for i in np.flatnonzero(world["present"] > 0):
            feared = sum(world["salience"][i, g] for g in great if g != i)
            if feared > 0:
                theirs = sum(world["salience"][i, h] for h in outside if h != i)
                weighed[i, o] = theirs / feared
    return {"contestation": disputed, "holdout_threat": weighed}


def share_inside(weight: np.ndarray, member: np.ndarray, i: int) -> float:
    """Weighted share of members among the states other than i (whose own weight is zero)."""
    return float(weight[i] @ member / weight[i].sum()) if weight[i].sum() > 0 else 0.0


def worth(world: World, p: Values, i: int, o: int, full: bool) -> float:
    """U_io, the network terms that start off included, the outside option left out."""
    apart = pairs(world)
    inside, x = belongs(world), world["ideal_point"]
    trade = float(world["trade_share"][i] @ inside[:, o])
    near = np.where(apart, 1 / (world["distance"] + 100.0), 0.0)
    like = np.where(apart, np.exp(-2 * np.abs(np.subtract.outer(x, x))), 0.0)
    great = [g for g in powers_present(world) if g != i]
    size = sum(world["capability"][g] for g in great)
    led = sum(world["capability"][g] * inside[g, o] for g in great) / size if size > 0 else 0.0
    q, legitimacy = world["democracy"][i], world["legitimacy"][i, o]
    u = p["order.oN"] * trade - p["order.ox"] * from_order(world, o)[i]
    u += 2 * p["order.oL"] * (legitimacy - 0.6)
    u += p["order.oNg"] * share_inside(near, inside[:, o], i)
    u += p["order.oNx"] * share_inside(like, inside[:, o], i)
    u += p["order.oG"] * led
    if not full:
        return u + p["order.oq"] * q
    backed = float(world["defence_pact"][i] @ (world["capability"] * inside[:, o]))
    u += p["order.bE"] * world["order_economic"][o] * world["openness"][i] * trade
    u += p["order.bS"] * world["order_security"][o] * backed
    u -= p["order.bR"] * world["order_rights"][o] * (1 - q)
    u -= p["order.bV"] * world["order_depth"][o] * political_weight(world)[i]
    return u - p["holdout.bH"] * world["holdout_threat"][i, o]


def powers_present(world: World) -> list[int]:
    """Slots of great powers that are there, however many."""
    return [int(g) for g in np.flatnonzero(world["great_power"] * world["present"] > 0)]


def demand(world: World, p: Values, i: int, o: int, full: bool) -> float:
    """Log-odds that i would join o; with full utility, the best order that excludes o counts."""
    u = worth(world, p, i, o, full)
    if not full:
        return p["order.j0"] + u
    rivals = [
        worth(world, p, i, r, full)
        for r in np.flatnonzero(world["order_active"] > 0)
        if excludes(world, o, r)
    ]
    outside = max([0.0, *rivals]) + p["order.a_aut"] * (1 - world["openness"][i])
    return p["order.j0"] + u - p["order.bOut"] * outside


def admitted(world: World, p: Values, i: int, o: int, selective: bool) -> float:
    """Probability that o would take i."""
    if world["barred"][i, o] > 0 or world["order_active"][o] == 0:
        return 0.0
    if not selective:
        return 1.0
    inside = belongs(world)[:, o]
    weight = inside * world["capability"]
    gain = weight @ world["trade_share"][:, i] / weight.sum() if weight.sum() > 0 else 0.0
    z = (
        p["order.ad0"]
        + p["order.ad_q"] * world["democracy"][i]
        - p["order.ad_x"] * from_order(world, o)[i]
        + p["order.ad_gain"] * gain
        - p["order.ad_dilute"] * world["order_depth"][o] * inside.sum() / world["present"].sum()
    )
    return float(logistic(z))


def leaving(world: World, p: Values, i: int, o: int) -> float:
    """Log-odds that a member leaves."""
    trade = world["trade_share"][i]
    gone = trade @ (world["left"][:, o] + world["left_before"][:, o])
    return float(
        p["order.x0"]
        - p["order.xN"] * (trade @ belongs(world)[:, o] - 0.8)
        + p["order.xX"] * from_order(world, o)[i]
        - p["order.xL"] * (world["legitimacy"][i, o] - 0.6)
        + p["order.xc"] * gone
        + p["holdout.xH"] * world["holdout_threat"][i, o]
    )


def membership(world: World, p: Values, draws: Draws, options: Options) -> World:
    """One draw for each state and order; whoever joins leaves what excludes it."""
    before = belongs(world)
    orders = before.shape[1]
    code = np.broadcast_to(world["code"][:, None], before.shape)
    u = draws.uniform("order", None, code, np.arange(orders)[None, :])
    joins, leaves = np.zeros(before.shape), np.zeros(before.shape)
    after = np.zeros(before.shape)
    for i in np.flatnonzero(world["present"] > 0):
        claims = []  # the newcomers first, the likeliest first; then who is likeliest to stay
        for o in range(orders):
            if before[i, o] > 0:
                leaves[i, o] = logistic(leaving(world, p, i, o))
                if u[i, o] >= leaves[i, o]:
                    claims.append((0, 1 - leaves[i, o], -o))
            elif world["order_active"][o] > 0:
                open_door = admitted(world, p, i, o, options.selective)
                joins[i, o] = logistic(demand(world, p, i, o, options.full_utility)) * open_door
                if u[i, o] < joins[i, o]:
                    claims.append((1, joins[i, o], -o))
        for _, _, minus in sorted(claims, reverse=True):
            if not any(after[i, r] > 0 and excludes(world, -minus, r) for r in range(orders)):
                after[i, -minus] = 1.0
    return {
        "membership": after,
        "left_before": world["left"],
        "join_probability": joins,
        "exit_probability": leaves,
        "joined": ((after > 0) & (before == 0)).astype(float),
        "left": ((after == 0) & (before > 0)).astype(float),
    }


def legitimacy(world: World, p: Values) -> World:
    """Leg' = Leg + L_ar (L0 - Leg) + L_proc (authorised share of wars) - L_hyp (leader's force)

    - L_x (|x - x_o| - mean) + L_conf (mean Leg of partners - Leg) - L_con Con, in [0, 1].
    """
    now, held = world["legitimacy"], world["present"] > 0
    after = now.copy()
    wars = [
        world["act_authorised"][place]
        for place in np.flatnonzero(world["act_war"] > 0)
        if world["act_actor"][place] >= 0
    ]
    lawful = float(np.mean(wars)) if wars else 0.0
    for o in np.flatnonzero(world["order_active"] > 0):
        offence = sum(
            severity * (1 - authorised)
            for j, _, severity, authorised in acts(world)
            if j == world["order_leader"][o]
        )
        leader = world["order_leader"][o]
        others = belongs(world)[:, o] * world["capability"]
        if leader >= 0:
            others[leader] = 0.0
        if offence > 0 and others.sum() > 0:
            offence *= 1 - others @ world["punished"][:, leader] / others.sum()
        gap = from_order(world, o)
        moved = now[:, o] + p["legitimacy.L_ar"] * (p["legitimacy.L0"] - now[:, o])
        moved += p["legitimacy.L_proc"] * lawful * world["order_authorises"][o]
        moved -= p["legitimacy.L_hyp"] * offence
        moved -= p["legitimacy.L_x"] * (gap - gap[held].mean())
        partners = (world["trade_share"] * (now[None, :, o] - now[:, None, o])).sum(axis=1)
        moved += p["legitimacy.L_conf"] * partners
        moved -= p["holdout.L_con"] * world["contestation"][o]
        after[:, o] = np.where(held, np.clip(moved, 0, 1), now[:, o])
    return {"legitimacy": after}


def regime(world: World, p: Values, draws: Draws) -> World:
    """q' = q + sum_o dq_o M_io (q_o - q_i) + eps, in [0, 1]."""
    q, held = world["democracy"], world["present"] > 0
    inside = belongs(world)
    pulled = sum(
        inside[:, o] * (mean_member(world, "democracy", o) - q) for o in range(inside.shape[1])
    )
    eps = draws.normal("regime", None, world["code"], np.zeros_like(world["code"]))
    moved = np.clip(q + p["regime.dq_o"] * pulled + p["regime.sd"] * eps, 0, 1)
    return {"democracy": np.where(held, moved, q)}


# --- preferences and book-keeping -----------------------------------------------------------------


def ideal_points(world: World, p: Values, draws: Draws, options: Options) -> World:
    """Positions revert to the middle, follow the order, and move away from those who use force.

    x' = x (1 - x_ar) + sum_o x_o_pull (x_o - x) 1[member]      (of the first order where orders
                                                                 are not modelled)
       + x_away sum_e sev_e (1 - kappa_A auth_e) sign(x_i - x_j) ln 2 + eps.
    """
    x, held = world["ideal_point"], world["present"] > 0
    if options.orders:
        inside, drawing = belongs(world), range(len(world["order_active"]))
    else:
        inside, drawing = world["membership"] * held[:, None], range(1)
    pull = np.zeros_like(x)
    for o in drawing:
        weight = inside[:, o] * world["capability"]
        if weight.sum() > 0:
            pull += inside[:, o] * (weight @ x / weight.sum() - x)
    away = np.zeros_like(x)
    for j, _, severity, authorised in acts(world):
        away += severity * (1 - p["beliefs.kappa_A"] * authorised) * np.sign(x - x[j]) * np.log(2)
    eps = draws.normal("ideal_points", None, world["code"], np.zeros_like(world["code"]))
    after = (
        x * (1 - p["ideal_points.x_ar"])
        + p["ideal_points.x_o_pull"] * pull
        + p["ideal_points.x_away"] * away
        + p["ideal_points.x_sd"] * eps
    )
    return {"ideal_point": np.where(held, after, x)}


def participation(world: World, p: Values) -> World:
    """Moving averages of what others did; signals of resolve add to what is expected of them."""
    keep, apart = p["participation.memory"], pairs(world)
    did_hard = world["p_internal"] + world["p_external"]
    hard = keep * world["expected_hard"] + (1 - keep) * did_hard
    hard = np.minimum(hard + p["participation.nu_SR"] * world["resolve"][None, :], 1.0)
    soft = keep * world["expected_soft"] + (1 - keep) * world["p_soft"]
    return {
        "expected_hard": np.where(apart, hard, 0.0),
        "expected_soft": np.where(apart, soft, 0.0),
    }


def history(world: World, p: Values) -> World:
    """z' = 0.7 z + 1[force in the dyad]."""
    return {"conflict_stock": p["history.memory"] * world["conflict_stock"] + world["force"]}


# --- the year -------------------------------------------------------------------------------------


def begin(world: World, p: Values, options: Options = Options()) -> World:
    """What the record does not hold, settled by three rounds over the year's phases."""
    world = dict(world)
    for _ in range(3):
        now = np.log(np.maximum(world["military_spending"], LEAST_ARMS))
        baseline = now - wanted_beyond_baseline(world, p)
        world["arms_baseline"] = np.where(world["present"] > 0, baseline, 0.0)
        world["intentions"] = structural_prior(world, p)
        world |= threat(world, p, options)
        world |= postures(world, p)
        world["expected_hard"] = world["p_internal"] + world["p_external"]
        world["expected_soft"] = world["p_soft"]
    if options.concert and world["consensus"] == 0:
        world["consensus"] = np.asarray(p["concert.K0"])
    return world


def year(world: World, p: Values, draws: Draws, options: Options = Options()) -> World:
    """One year: within a step of this list, every part reads the world as the step found it."""
    world = dict(world)
    world |= growth(world, p, draws) | arming(world, p, draws)
    if options.endogenous_powers:
        world |= great_power_status(world, p)
    world |= beliefs(world, p)
    world |= threat(world, p, options)
    world |= postures(world, p)
    world |= hard_choices(world, draws)
    world |= soft_balancing(world, p)
    opposition = joint_opposition(world, p) if options.concert else {}
    world |= authorisation(world, p) | opposition
    world |= projects(world, p, draws, options) | initiation(world, p, draws)
    world |= collected(world, p)
    if options.concert:
        world |= congress(world, p, draws)
    world |= escalation(world, p, draws)
    world |= war(world, p, draws)
    if options.enforcement:
        world |= enforcement(world, p)
    world |= rivalry(world, p, draws)
    world |= alliances(world, p, draws)
    if options.contested:
        world |= contestation(world)
    if options.orders:
        world |= membership(world, p, draws, options)
    changes = ideal_points(world, p, draws, options)
    if options.orders:
        changes |= legitimacy(world, p) | regime(world, p, draws)
    if options.concert:
        changes |= concert(world, p)
    world |= changes
    world |= participation(world, p) | history(world, p)
    return world
