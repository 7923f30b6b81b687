"""The world: one frozen pytree that holds all that matters for the future.

Actors sit in fixed slots. A slot that no state holds has ``present`` 0; shapes never change when
states are born or die, and random draws belong to a state's code, not to its slot. In a dyadic
field the row perceives or acts and the column is perceived or acted upon. The diagonal of every
dyadic field is zero. Missing values are not representable here: what the world does not know was
modelled, and flagged as such, before it was built.
"""

import equinox as eqx
from jaxtyping import Array, Float, Int

MOST_GREAT_POWERS = 12  # slots for great powers in the arrays that only they need


class World(eqx.Module):
    """The state of the system; each field is a row of ``variables.csv``, with its meaning and unit.

    Axes: actor (perceives, acts), target (is perceived, is acted upon; as long as actor),
    order, rival (another order; as long as order), scheduled (acts that a scenario prescribes), act
    (the list of the year's uses of force).
    """

    code: Int[Array, " actor"]
    present: Float[Array, " actor"]
    capability: Float[Array, " actor"]
    gdp: Float[Array, " actor"]
    income: Float[Array, " actor"]
    trend_growth: Float[Array, " actor"]
    military_spending: Float[Array, " actor"]
    military_personnel: Float[Array, " actor"]
    arms_baseline: Float[Array, " actor"]
    ideal_point: Float[Array, " actor"]
    ideal_point_sd: Float[Array, " actor"]
    democracy: Float[Array, " actor"]
    great_power: Float[Array, " actor"]
    great_power_clock: Float[Array, " actor"]
    council_seat: Float[Array, " actor"]
    veto: Float[Array, " actor"]
    nuclear: Float[Array, " actor"]
    membership: Float[Array, "actor order"]
    legitimacy: Float[Array, "actor order"]
    punishment: Float[Array, " actor"]
    openness: Float[Array, " actor"]
    left_before: Float[Array, "actor order"]
    join_probability: Float[Array, "actor order"]
    exit_probability: Float[Array, "actor order"]
    joined: Float[Array, "actor order"]
    left: Float[Array, "actor order"]
    holdout_threat: Float[Array, "actor order"]
    barred: Float[Array, "actor order"]
    order_active: Float[Array, " order"]
    order_leader: Int[Array, " order"]
    contestation: Float[Array, " order"]
    order_authorises: Float[Array, " order"]
    order_depth: Float[Array, " order"]
    order_economic: Float[Array, " order"]
    order_security: Float[Array, " order"]
    order_rights: Float[Array, " order"]
    exclusive: Float[Array, "order rival"]
    consensus: Float[Array, ""]
    benefit_share: Float[Array, " actor"]
    joint_opposition: Float[Array, " actor"]
    satisfaction: Float[Array, " actor"]
    unilateral_gain: Float[Array, " actor"]
    distance: Float[Array, "actor target"]
    contiguity: Float[Array, "actor target"]
    trade_share: Float[Array, "actor target"]
    defence_pact: Float[Array, "actor target"]
    rivalry: Float[Array, "actor target"]
    basing: Float[Array, "actor target"]
    intentions: Float[Array, "actor target"]
    expected_hard: Float[Array, "actor target"]
    expected_soft: Float[Array, "actor target"]
    conflict_stock: Float[Array, "actor target"]
    frailty: Float[Array, "actor target"]
    threat: Float[Array, "actor target"]
    salience: Float[Array, "actor target"]
    p_bandwagon: Float[Array, "actor target"]
    p_soft: Float[Array, "actor target"]
    p_internal: Float[Array, "actor target"]
    p_external: Float[Array, "actor target"]
    hard_response: Float[Array, "actor target"]
    chose_internal: Float[Array, "actor target"]
    chose_external: Float[Array, "actor target"]
    soft_weight: Float[Array, " actor"]
    territorial_denial: Float[Array, " actor"]
    entangling_diplomacy: Float[Array, " actor"]
    economic_strengthening: Float[Array, " actor"]
    resolve: Float[Array, " actor"]
    obstruction: Float[Array, " actor"]
    project_pending: Float[Array, " actor"]
    project_target: Int[Array, " actor"]
    project_stake: Float[Array, " actor"]
    project_months: Float[Array, " actor"]
    project_choice: Int[Array, " actor"]
    project_executed: Float[Array, " actor"]
    project_authorised: Float[Array, " actor"]
    authorisation: Float[Array, " actor"]
    scheduled_actor: Int[Array, " scheduled"]
    scheduled_target: Int[Array, " scheduled"]
    scheduled_severity: Float[Array, " scheduled"]
    scheduled_authorised: Float[Array, " scheduled"]
    act_actor: Int[Array, " act"]
    act_target: Int[Array, " act"]
    act_severity: Float[Array, " act"]
    act_authorised: Float[Array, " act"]
    act_war: Float[Array, " act"]
    act_congress: Float[Array, " act"]
    act_settled: Float[Array, " act"]
    act_restraint: Float[Array, " act"]
    act_won: Float[Array, " act"]
    dispute: Float[Array, "actor target"]
    force: Float[Array, "actor target"]
    punished: Float[Array, "actor target"]
    war_loss: Float[Array, " actor"]
    lost_acts: Int[Array, ""]

    @property
    def actors(self) -> int:
        """How many actor slots there are, held or empty."""
        return self.code.shape[0]
