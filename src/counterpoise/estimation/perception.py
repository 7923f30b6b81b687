"""What states came to believe and fear, given the acts on record: a deterministic recursion.

    l_t+1 = l0_t + rho (l_t - l0_t) + evidence of year t's acts + reassurance of silence     (3.1)
    ln T  = theta_P ln C + theta_O o - theta_D remoteness + theta_I l + theta_R R - theta_A A  (3.2)

Beliefs are latent, but given the parameters they follow from what was observed, so every likelihood
that leans on threat keeps a closed form. The functions are those of ``Intentions`` and
``BalanceOfThreat``; the recursion runs over a list of directed dyads.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int
from numpy.typing import NDArray

from counterpoise.estimation.block import arrays
from counterpoise.estimation.record import Record
from counterpoise.mechanisms.attention import NEAR_KM, weighed
from counterpoise.mechanisms.mechanism import Values
from counterpoise.mechanisms.threat.balance_of_threat import MOST_OFFENCE, BalanceOfThreat
from counterpoise.mechanisms.threat.intentions import MOST_WARS_LEARNT, Intentions

SHARED = (
    "geography.d0",
    "beliefs.rho",
    "beliefs.ratio",
    "beliefs.kappa_A",
    "beliefs.om0",
    "beliefs.om_near",
    "beliefs.om_aff",
    "beliefs.omega_0",
    "beliefs.a0",
    "beliefs.a_x",
    "beliefs.a_R",
    "beliefs.a_A",
    "threat.theta_D",
    "threat.theta_O",
    "threat.theta_I",
    "threat.theta_R",
    "threat.theta_A",
)
"""Addresses of what beliefs and threat rest on."""

LEGITIMACY = 0.6  # where the record holds none: the default of a scenario


class Sight(NamedTuple):
    """What one state saw of another's acts: one element for each (act, dyad)."""

    year: Int[Array, " sight"]
    dyad: Int[Array, " sight"]
    remoteness: Float[Array, " sight"]  # of the act's target from the observer
    likeness: Float[Array, " sight"]  # of the act's target to the observer
    strangeness: Float[Array, " sight"]  # of the act's author
    is_target: Bool[Array, " sight"]
    severity: Float[Array, " sight"]
    granted: Float[Array, " sight"]  # authorised, times the observer's belief in legitimacy


class Dyads(NamedTuple):
    """What beliefs and threat of a list of directed dyads rest on, year by year."""

    disagreement: Float[Array, "year dyad"]
    rivalry: Float[Array, "year dyad"]
    defence_pact: Float[Array, "year dyad"]
    begins: Float[Array, "year dyad"]  # 1 in the first year of the dyad
    held: Float[Array, "year dyad"]  # 1 where both states are there
    quiet: Float[Array, "year dyad"]  # 1 where the other committed no act the year before
    capability: Float[Array, "year dyad"]  # of the one who is perceived
    offence: Float[Array, "year dyad"]
    distance: Float[Array, "year dyad"]
    sights: Sight


def offence_on_record(record: Record) -> NDArray[np.float64]:
    """o: log intensity of arms, demeaned over the states present, clipped; [year, actor]."""
    spending = record.closing("military_spending")
    capability = record.closing("capability")
    intensity = np.log(np.maximum(spending, 1e-3)) - np.log(np.maximum(capability, 1e-9))
    known = (record.closing("present") > 0) & np.isfinite(intensity)
    mean = np.sum(np.where(known, intensity, 0.0), axis=1) / np.maximum(known.sum(axis=1), 1)
    # A state whose spending nobody knows is taken to be as offensive as the average.
    return np.where(known, np.clip(intensity - mean[:, None], -MOST_OFFENCE, MOST_OFFENCE), 0.0)


def perceived_dyads(
    record: Record, perceiver: NDArray[np.int64], perceived: NDArray[np.int64]
) -> Dyads:
    """Everything on which the threat of ``perceived`` to ``perceiver`` rests.

    An unknown ideal point is put in the middle; unknown pacts and rivalries are taken as none.
    """
    x = np.nan_to_num(record.opening("ideal_point"))
    years, actors = x.shape
    there = record.opening("present") > 0
    held = there[:, perceiver] & there[:, perceived]
    begun = np.vstack([np.zeros((1, held.shape[1]), bool), held[:-1]])

    def dyadic(name: str) -> NDArray[np.float64]:
        return np.nan_to_num(record.opening(name)[:, perceiver, perceived])

    acts = record.acts
    acted = np.zeros((years + 1, actors))
    acted[acts.year + 1, acts.author] = 1.0
    return arrays(
        Dyads,
        disagreement=np.abs(x[:, perceiver] - x[:, perceived]),
        rivalry=dyadic("rivalry"),
        defence_pact=dyadic("defence_pact"),
        begins=(held & ~begun).astype(float),
        held=held.astype(float),
        quiet=1.0 - acted[:-1][:, perceived],
        capability=np.nan_to_num(record.closing("capability"))[:, perceived],
        offence=offence_on_record(record)[:, perceived],
        distance=np.nan_to_num(record.opening("distance")[:, perceiver, perceived], nan=1e4),
        sights=_sights(record, perceiver, perceived, x),
    )


def _sights(
    record: Record,
    perceiver: NDArray[np.int64],
    perceived: NDArray[np.int64],
    x: NDArray[np.float64],
) -> Sight:
    """Each act of year t, as it is seen in year t + 1 by those who watch its author."""
    acts = record.acts.between(0, len(record.years) - 1)
    by_author = [np.flatnonzero(perceived == author) for author in range(len(record.codes))]
    act = np.repeat(np.arange(len(acts.year)), [len(by_author[author]) for author in acts.author])
    dyad = np.concatenate([by_author[a] for a in acts.author] or [np.zeros(0, np.int64)])
    year = acts.year[act] + 1
    watcher, author, target = perceiver[dyad], acts.author[act], acts.target[act]
    if "legitimacy" in record.variables:
        believed = record.opening("legitimacy")[year, watcher, 0]
    else:
        believed = np.full(len(act), LEGITIMACY)
    return arrays(
        Sight,
        year=year,
        dyad=dyad,
        remoteness=1.0
        + np.nan_to_num(record.opening("distance")[year, target, watcher], nan=1e4) / NEAR_KM,
        likeness=np.exp(-np.abs(x[year, watcher] - x[year, target])),
        strangeness=1.0 - np.exp(-np.abs(x[year, watcher] - x[year, author])),
        is_target=watcher == target,
        severity=acts.severity[act],
        granted=acts.authorised[act] * believed,
    )


def intentions(values: Values, dyads: Dyads) -> Float[Array, "year dyad"]:
    """l: what each state believes of the other, after hearing of the year before."""
    beliefs = Intentions().bind(values)
    assert isinstance(beliefs, Intentions)
    seen = dyads.sights
    omega = weighed(
        beliefs.om0,
        beliefs.om_near,
        beliefs.om_aff,
        seen.remoteness,
        seen.likeness,
        seen.strangeness,
        seen.is_target,
    )
    learnt = beliefs.evidence(omega, seen.severity, seen.granted)
    information = jnp.zeros_like(dyads.held).at[seen.year, seen.dyad].add(learnt)
    information = jnp.minimum(information, MOST_WARS_LEARNT)
    prior = beliefs.expected(dyads.disagreement, dyads.rivalry, dyads.defence_pact)

    def year(
        before: Float[Array, " dyad"], this: tuple[Array, Array, Array, Array]
    ) -> tuple[Array, Array]:
        prior, information, quiet, begins = this
        before = jnp.where(begins > 0, prior, before)
        after = beliefs.revised(before, prior, information, quiet)
        return after, after

    _, found = jax.lax.scan(year, prior[0], (prior, information, dyads.quiet, dyads.begins))
    return found


def salience_of(
    values: Values, dyads: Dyads, believed: Float[Array, "year dyad"]
) -> Float[Array, "year dyad"]:
    """St of every dyad in every year; zero where one of the two is not there."""
    log_threat = _log_threat(values, dyads, believed)
    return jnp.where(dyads.held > 0, jnp.log1p(jnp.exp(log_threat)), 0.0)


def salience_at(
    values: Values,
    dyads: Dyads,
    believed: Float[Array, "year dyad"],
    year: Int[Array, " row"],
    dyad: Int[Array, " row"],
) -> Float[Array, " row"]:
    """St of some dyads in some years only, which costs less."""
    held = {name: each[year, dyad] for name, each in dyads._asdict().items() if name != "sights"}
    picked = dyads._replace(**held)
    return jnp.log1p(jnp.exp(_log_threat(values, picked, believed[year, dyad])))


def _log_threat(values: Values, dyads: Dyads, believed: Float[Array, "..."]) -> Array:
    threat = BalanceOfThreat().bind(values)
    assert isinstance(threat, BalanceOfThreat)
    remoteness = jnp.log1p(dyads.distance / values["geography.d0"])
    shape = believed.shape

    def flat(each: Array) -> Array:
        return each.reshape(-1)

    own = jnp.ones_like(believed)  # theta_C, of relative power, is off
    terms = threat.terms(
        flat(dyads.capability),
        flat(dyads.offence),
        flat(own),
        flat(remoteness),
        flat(believed),
        flat(dyads.rivalry),
        flat(dyads.defence_pact),
    )
    return terms.log_threat_in_list().reshape(shape)
