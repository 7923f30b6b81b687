"""The core of the model as a user of Mesa would write it: states are agents, phases are calls.

Written from the equations at the heads of the mechanisms' files and from the page of conventions.
A state keeps what it thinks of each other state in plain lists; what does not change (how power
fades with distance) or is asked for by everybody (who stands against whom) is worked out once.
Postures are weighed toward principals only. Chance is Mesa's own, so the two statements are
compared by distribution, and their probabilities exactly.
"""

import math
from collections.abc import Mapping
from operator import mul

import mesa
import numpy as np

from counterpoise.world.world import World

Values = Mapping[str, float]

RELEVANT_KM = 643.7
DISPUTE = 0.35
LEAST_POWER = 1e-10
LEAST_SHARE = 1e-9
SETTLING_ROUNDS = 3
MOST_LEARNT = 3.0


def logistic(z: float) -> float:
    """sigma(z)."""
    return 1.0 / (1.0 + math.exp(-z)) if z > -700.0 else 0.0


class State(mesa.Agent):
    """One state: what it is, what it thinks of each other, and what it does about it."""

    def __init__(self, model: "System", slot: int, world: Mapping[str, list]) -> None:
        super().__init__(model)
        self.slot = slot
        self.capability = world["capability"][slot]
        self.spending = world["military_spending"][slot]
        self.ideal_point = world["ideal_point"][slot]
        self.democracy = world["democracy"][slot]
        self.great_power = world["great_power"][slot] > 0
        self.legitimacy = world["legitimacy"][slot][0]
        self.punishment = world["punishment"][slot]
        self.distance = world["distance"][slot]
        self.contiguous = world["contiguity"][slot]
        self.trade_share = world["trade_share"][slot]
        self.frailty = world["frailty"][slot]
        self.conflict_stock = world["conflict_stock"][slot]
        self.allies = {k for k, tied in enumerate(world["defence_pact"][slot]) if tied > 0}
        self.rivals = {k for k, tied in enumerate(world["rivalry"][slot]) if tied > 0}
        self.sought: set[int] = set()
        count = len(world["capability"])
        self.intentions = [0.0] * count
        self.threat = [0.0] * count
        self.salience = [0.0] * count
        self.expected_hard = [0.0] * count
        self.expected_soft = [0.0] * count
        self.p_bandwagon = [0.0] * count
        self.p_soft = [0.0] * count
        self.p_internal = [0.0] * count
        self.p_external = [0.0] * count

    def look_around(self) -> None:
        """What never changes: who the others are, and how power fades on the way to them."""
        p = self.model.p
        d0, eta, gamma = p["geography.d0"], p["geography.eta"], p["geography.gamma"]
        self.others = [each for each in self.model.states if each is not self]
        self.remoteness = [math.log1p(d / d0) for d in self.distance]
        self.proximity = [math.exp(-eta * far) for far in self.remoteness]
        self.contest_decay = [math.exp(-gamma * eta * far) for far in self.remoteness]
        self.log_distance = [math.log(d + 50.0) for d in self.distance]
        self.log_power = math.log(max(self.capability, LEAST_SHARE))
        self.strength = max(self.capability, LEAST_POWER) ** gamma
        self.weight = 0.5 / len(self.model.states) + 0.5 * self.capability

    # --- beliefs and threat -----------------------------------------------------------------------

    def structural_prior(self, other: "State") -> float:
        """What is believed of a state of which no act is known."""
        p = self.model.p
        found = p["beliefs.a0"] + p["beliefs.a_x"] * abs(self.ideal_point - other.ideal_point)
        if other.slot in self.rivals:
            found += p["beliefs.a_R"]
        if other.slot in self.allies:
            found -= p["beliefs.a_A"]
        return found

    def attention(self, author: "State", target: "State") -> float:
        """How closely this state follows an act."""
        if target is self:
            return 1.0
        p = self.model.p
        near = p["beliefs.om_near"] / (1.0 + target.distance[self.slot] / 2000.0)
        alike = math.exp(-abs(self.ideal_point - target.ideal_point))
        unlike = 1.0 - math.exp(-abs(self.ideal_point - author.ideal_point))
        found = p["beliefs.om0"] + near + p["beliefs.om_aff"] * alike * unlike
        return min(max(found, 0.0), 1.0)

    def judge(self) -> None:
        """Learn from last year's acts, or from their absence."""
        p = self.model.p
        rho, act = p["beliefs.rho"], math.log(p["beliefs.ratio"])
        learnt: dict[State, float] = {}
        for author, target, severity, authorised in self.model.acts:
            discount = 1.0 - p["beliefs.kappa_A"] * authorised * self.legitimacy
            told = self.attention(author, target) * severity * discount
            learnt[author] = learnt.get(author, 0.0) + told
        calm = p["beliefs.omega_0"] * self.model.silence
        for other in self.others:
            prior = self.structural_prior(other)
            news = min(learnt[other], MOST_LEARNT) * act if other in learnt else calm
            j = other.slot
            self.intentions[j] = prior + rho * (self.intentions[j] - prior) + news

    def trust(self) -> None:
        """Start from the structural prior."""
        for other in self.others:
            self.intentions[other.slot] = self.structural_prior(other)

    def perceive(self) -> None:
        """Threat of each other state, and how strongly it weighs."""
        p = self.model.p
        theta_D, theta_I = p["threat.theta_D"], p["threat.theta_I"]
        theta_R, theta_A = p["threat.theta_R"], p["threat.theta_A"]
        own = p["threat.theta_C"] * (self.log_power - math.log(0.10))
        for other in self.others:
            j = other.slot
            log_threat = (
                self.model.menace[j]
                - own
                - theta_D * self.remoteness[j]
                + theta_I * self.intentions[j]
            )
            if j in self.rivals:
                log_threat += theta_R
            if j in self.allies:
                log_threat -= theta_A
            threat = math.exp(log_threat)
            self.threat[j] = threat
            self.salience[j] = math.log(1.0 + threat)

    # --- postures ---------------------------------------------------------------------------------

    def count_support(self) -> None:
        """What all others are expected to bring against this state, hard and soft."""
        j = self.slot
        self.pledged = sum(
            each.expected_hard[j] * each.capability * each.proximity[j] for each in self.others
        )
        self.joined = sum(each.expected_soft[j] * each.weight for each in self.others)

    def principals(self) -> list["State"]:
        """Toward whom a posture is taken."""
        feared = sorted(set(self.threat), reverse=True)[:3][-1]
        return [
            other
            for other in self.others
            if other.great_power or other.slot in self.rivals or self.threat[other.slot] >= feared
        ]

    def choose_postures(self) -> None:
        """Probability of each posture toward each principal."""
        count = len(self.threat)
        self.p_bandwagon = [0.0] * count
        self.p_soft = [0.0] * count
        self.p_internal = [0.0] * count
        self.p_external = [0.0] * count
        for other in self.principals():
            j = other.slot
            found = self.posture(other)
            self.p_bandwagon[j], self.p_soft[j], self.p_internal[j], self.p_external[j] = found

    def posture(self, other: "State") -> tuple[float, float, float, float]:
        """Nested quantal response: bandwagon, balance softly, by arms, by alliance."""
        p = self.model.p
        j, gamma = other.slot, p["geography.gamma"]
        arriving = self.capability * self.proximity[j]
        rest = other.pledged - self.expected_hard[j] * arriving
        together = max(rest + arriving, LEAST_POWER) ** gamma
        without = max(rest, LEAST_POWER) ** gamma
        opposing = other.strength * self.contest_decay[j]
        supported = together / (together + opposing)
        alone = self.strength / (self.strength + opposing)
        pivotal = together / (together + other.strength) - without / (without + other.strength)
        followers = other.joined - self.expected_soft[j] * self.weight
        company = 1.0 - math.exp(-p["posture.kS"] * followers)

        salience, trade = self.salience[j], self.trade_share[j]
        apart = abs(self.ideal_point - other.ideal_point)
        allied = 1.0 if j in self.allies else 0.0
        phi, kappa = p["posture.phi"], p["posture.kappa"]
        hard = 2.0 * p["posture.h_T"] * salience
        deterrent = p["posture.h_dep"] * trade + p["posture.h_A"] * allied
        share = other.capability / max(self.capability + other.capability, 1e-12)
        v_bandwagon = kappa * (
            p["posture.b0"]
            + p["posture.b_dep"] * trade
            - p["posture.b_x"] * apart
            + p["posture.b_T"] * salience * share * (1.0 - supported)
        )
        v_soft = kappa * (
            p["posture.s0"]
            + p["posture.s_T"] * salience
            + p["posture.s_x"] * apart
            - p["posture.s_dep"] * trade
            - p["posture.s_A"] * allied
            + p["posture.s_net"] * company
        )
        v_internal = kappa * (p["posture.h0"] + hard * alone - deterrent)
        v_external = kappa * (
            p["posture.e0"] + hard * (phi * supported + (1.0 - phi) * pivotal) - deterrent
        )
        scale = p["posture.lambda_bal"]
        top = max(v_soft, v_internal, v_external)
        soft = math.exp((v_soft - top) / scale)
        internal = math.exp((v_internal - top) / scale)
        external = math.exp((v_external - top) / scale)
        within = soft + internal + external
        inclusive = top + scale * math.log(within)
        highest = max(v_bandwagon, inclusive, 0.0)
        bandwagon = math.exp(v_bandwagon - highest)
        balance = math.exp(inclusive - highest)
        total = math.exp(-highest) + bandwagon + balance
        each = balance / (total * within)
        return bandwagon / total, each * soft, each * internal, each * external

    def settle_postures(self) -> None:
        """Draw the hard postures."""
        chance = self.model.random.random
        self.sought = {
            j for j, wanted in enumerate(self.p_external) if wanted > 0.0 and chance() < wanted
        }

    # --- force ------------------------------------------------------------------------------------

    def expect_resistance(self) -> None:
        """How likely this state is to use force on anybody, whoever the victim is."""
        p = self.model.p
        opposed = sum(
            each.weight * (each.p_internal[self.slot] + each.p_external[self.slot])
            for each in self.others
        )
        great = 1.0 if self.great_power else 0.0
        self.drive = (
            p["initiation.i0"]
            + p["initiation.i_1"] * self.log_power
            + p["initiation.i_M1"] * great
            + p["initiation.i_q1"] * self.democracy
            - p["initiation.i_pun"] * self.punishment
            - p["initiation.i_hb"] * opposed
        )
        self.exposure = (
            p["initiation.i_2"] * self.log_power
            + p["initiation.i_M2"] * great
            + p["initiation.i_q2"] * self.democracy
        )

    def force_probability(self, other: "State") -> float:
        """Probability of a dispute this year."""
        p = self.model.p
        k = other.slot
        logit = (
            self.drive
            + other.exposure
            + p["initiation.i_d"] * self.log_distance[k]
            + p["initiation.i_c"] * self.contiguous[k]
            + p["initiation.i_x"] * abs(self.ideal_point - other.ideal_point)
            + p["initiation.i_f"] * self.frailty[k]
        )
        if k in self.allies:
            logit += p["initiation.i_A"]
        if k in self.rivals:
            logit += p["initiation.i_R"]
        stock = self.conflict_stock[k]
        if stock > 0.0:
            logit += p["initiation.i_z"] * math.log(1.0 + stock)
        if self.distance[k] > RELEVANT_KM and not (self.great_power or other.great_power):
            logit += p["initiation.i_far"]
        return logistic(logit)

    def use_force(self) -> None:
        """Start disputes."""
        chance = self.model.random.random
        for other in self.others:
            if chance() < self.force_probability(other):
                self.model.new_acts.append((self, other, DISPUTE, 0.0))

    # --- alliances and memory ---------------------------------------------------------------------

    def pact_probability(self, other: "State") -> float:
        """Probability that a pact is formed this year, or that the one there is ends."""
        p = self.model.p
        k = other.slot
        apart = abs(self.ideal_point - other.ideal_point)
        hostile = k in self.rivals
        if k in self.allies:
            logit = p["alliance.off0"] + p["alliance.off_x"] * (apart - 1.0)
            return logistic(logit + p["alliance.off_R"] * hostile)
        common = math.log(1.0 + sum(map(mul, self.salience, other.salience)))
        if not self.rivals.isdisjoint(other.rivals):
            common += 1.0
        logit = (
            p["alliance.al0"]
            + p["alliance.al_d"] * self.log_distance[k]
            + p["alliance.al_c"] * self.contiguous[k]
            - p["alliance.al_x"] * apart
            - p["alliance.al_q"] * abs(self.democracy - other.democracy)
            + p["alliance.al_ct"] * common
            + p["alliance.al_ca"] * math.log(1.0 + len(self.allies & other.allies))
        )
        if self.great_power or other.great_power:
            logit += p["alliance.al_GP"]
        if not self.sought.isdisjoint(other.sought):
            logit += p["alliance.al_HE"]
        return logistic(logit - p["alliance.al_R"] * hostile)

    def negotiate(self) -> None:
        """Form and leave pacts; each pair of states meets once."""
        chance = self.model.random.random
        for other in self.others:
            if other.slot > self.slot and chance() < self.pact_probability(other):
                self.model.turns.append((self, other))

    def remember(self) -> None:
        """Move expectations toward what was done, and let old force fade."""
        p = self.model.p
        move, keep = 1.0 - p["participation.memory"], p["history.memory"]
        hard, soft = self.expected_hard, self.expected_soft
        for j in range(len(hard)):
            both = self.p_internal[j] + self.p_external[j]
            hard[j] = min(hard[j] + move * (both - hard[j]), 1.0)
            soft[j] += move * (self.p_soft[j] - soft[j])
        self.conflict_stock = [keep * stock for stock in self.conflict_stock]

    def expect(self) -> None:
        """Expect at the start what the postures at the start imply."""
        pairs = zip(self.p_internal, self.p_external, strict=True)
        self.expected_hard = [one + other for one, other in pairs]
        self.expected_soft = list(self.p_soft)


class System(mesa.Model):
    """The states, and a year of theirs."""

    def __init__(self, world: World, values: Values, seed: int) -> None:
        super().__init__(seed=seed)
        self.p = dict(values)
        arrays = {
            name: np.asarray(getattr(world, name), float).tolist()
            for name in world.__dataclass_fields__
        }
        self.states = [State(self, slot, arrays) for slot in range(world.actors)]
        self.acts: list[tuple[State, State, float, float]] = [
            (self.states[int(j)], self.states[int(k)], severity, authorised)
            for j, k, severity, authorised in zip(
                arrays["act_actor"],
                arrays["act_target"],
                arrays["act_severity"],
                arrays["act_authorised"],
                strict=True,
            )
            if j >= 0
        ]
        self.new_acts: list[tuple[State, State, float, float]] = []
        self.turns: list[tuple[State, State]] = []
        ratio, status_quo = self.p["beliefs.ratio"], self.p["beliefs.pS"]
        self.silence = math.log((1.0 - min(ratio * status_quo, 0.99)) / (1.0 - status_quo))
        self.pacts_formed = 0
        self.agents.do("look_around")
        self.menace = self._menace()

    def _menace(self) -> list[float]:
        """The part of threat that is the same for everybody: power and offensive arms."""
        intensity = [math.log(max(each.spending, 1e-3)) - each.log_power for each in self.states]
        mean = sum(intensity) / len(intensity)
        offence = [min(max(each - mean, -2.0), 2.0) for each in intensity]
        theta_P, theta_O = self.p["threat.theta_P"], self.p["threat.theta_O"]
        return [
            theta_P * (each.log_power - math.log(0.10)) + theta_O * arms
            for each, arms in zip(self.states, offence, strict=True)
        ]

    def settle(self) -> None:
        """Beliefs, threat, postures and expectations at the start."""
        for _ in range(SETTLING_ROUNDS):
            self.agents.do("trust")
            self.agents.do("perceive")
            self.agents.do("count_support")
            self.agents.do("choose_postures")
            self.agents.do("expect")

    def step(self) -> None:
        """One year; within a phase everybody sees the world that entered it."""
        self.agents.do("judge")
        self.agents.do("perceive")
        self.agents.do("count_support")
        self.agents.do("choose_postures")
        self.agents.do("settle_postures")
        self.agents.do("expect_resistance")
        self.new_acts = []
        self.agents.shuffle_do("use_force")
        self.acts = self.new_acts
        self.turns = []
        self.agents.shuffle_do("negotiate")
        self.pacts_formed = 0
        for one, other in self.turns:
            if other.slot in one.allies:
                one.allies.discard(other.slot)
                other.allies.discard(one.slot)
            else:
                one.allies.add(other.slot)
                other.allies.add(one.slot)
                self.pacts_formed += 1
        self.agents.do("remember")
        for one, other in {frozenset(act[:2]) for act in self.acts}:
            one.conflict_stock[other.slot] += 1.0
            other.conflict_stock[one.slot] += 1.0

    def figures(self) -> dict[str, float]:
        """The year in the figures of ``core.figures``."""
        dyads = len(self.states) * (len(self.states) - 1)
        postures = ("p_bandwagon", "p_soft", "p_internal", "p_external")
        return {
            "disputes": float(len(self.acts)),
            "pacts_formed": float(self.pacts_formed),
            **{
                name: sum(sum(getattr(each, name)) for each in self.states) / dyads
                for name in postures
            },
        }


def run_mesa(world: World, values: Values, years: int, seed: int) -> dict[str, np.ndarray]:
    """One history: by figure, [year]."""
    system = System(world, values, seed)
    system.settle()
    rows = []
    for _ in range(years):
        system.step()
        rows.append(system.figures())
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}
