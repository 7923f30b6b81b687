"""Which parameters are calibrated on which moments of which window.

Two windows: the century of the Concert, from the world of 1816 that ships, and the Cold War, from
the world of 1950 as the sources have it, both before the years on which hindcasts are tested. Each
mechanism is calibrated on the moments that speak to it. Parameters that a likelihood can estimate
are not calibrated: they are drawn from a posterior that is given or from their priors, so that what
is uncertain in them stays so.

No source among those that are read lists congresses, vetoes or what states think of an order. What
leads to a congress and what makes it settle are seen through escalation alone, and legitimacy
through punishment, authority and membership alone.
"""

from dataclasses import dataclass
from enum import StrEnum

from counterpoise.estimation.calibration.moments import (
    ERAS,
    Moment,
    busy_years,
    count,
    level,
    quiet_years,
    share,
)
from counterpoise.mechanisms.prior import Off, Prior
from counterpoise.models.catalogue import parameter
from counterpoise.models.cold_war import cold_war
from counterpoise.models.concert_of_europe import concert_of_europe
from counterpoise.models.model import Model
from counterpoise.vocabulary.near_miss import did_you_mean


class UnknownStudy(ValueError):
    """Nothing of this name is calibrated by simulation."""


class Window(StrEnum):
    """Where histories begin."""

    CONCERT = "concert"  # 1817-1913, from the world of 1816
    COLD_WAR = "cold war"  # 1950-1989, from the world of 1950


YEARS = {Window.CONCERT: (1817, 1913), Window.COLD_WAR: (1950, 1989)}


def model_of(window: Window) -> Model:
    """The assembly that is simulated."""
    return concert_of_europe() if window is Window.CONCERT else cold_war()


@dataclass(frozen=True)
class Study:
    """A mechanism to calibrate.

    Attributes:
        name: What people type.
        window: Where its histories begin.
        parameters: Addresses of what is calibrated.
        moments: What it is calibrated on.
    """

    name: str
    window: Window
    parameters: tuple[str, ...]
    moments: tuple[Moment, ...]

    def priors(self) -> dict[str, Prior]:
        """What is believed before; an effect that starts off is freed."""
        return {address: calibration_prior(address) for address in self.parameters}


def calibration_prior(address: str) -> Prior:
    """The prior of a parameter's estimate, or that which holds once its effect is switched on."""
    prior = parameter(address).estimation_prior
    return prior.freed() if isinstance(prior, Off) else prior


def _of(block: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{block}.{name}" for name in names)


SECOND, THIRD = ERAS
LATE = 1970
POWERS = (
    count("power_disputes", "disputes of great powers, to 1853", None, SECOND),
    count("power_disputes", "disputes of great powers, 1854-71", SECOND, THIRD),
    count("power_disputes", "disputes of great powers, from 1872", THIRD, None),
    count("power_wars", "wars of great powers, to 1853", None, SECOND),
    count("power_wars", "wars of great powers, 1854-71", SECOND, THIRD),
    count("power_wars", "wars of great powers, from 1872", THIRD, None),
    share("power_wars", "power_disputes", "share of their disputes that became wars"),
    quiet_years("power_wars", "years to the first war of great powers"),
    count("ventures_alone", "ventures without authority"),
)
VENTURES = (
    count("ventures_alone", "ventures without authority, to 1969", None, LATE),
    count("ventures_alone", "ventures without authority, from 1970", LATE, None),
    busy_years("ventures_alone", "years with a venture without authority"),
    count("ventures_authorised", "authorised ventures"),
)
AUTHORITY = (share("ventures_authorised", "ventures", "share of ventures that was authorised"),)
PUNISHMENT = (
    share("punished", "judged", "share of members that punish a breach"),
    share("punished_dependent", "judged_dependent", "the same, of those who depend on its author"),
    share("punished_allied", "judged_allied", "the same, of its author's allies"),
    share("punished_rival", "judged_rival", "the same, of its author's rivals"),
)
MEMBERS = (
    level("members", "members of the first order, a third on", 1 / 3),
    level("members", "members of the first order, two thirds on", 2 / 3),
    level("members", "members of the first order, at the end", 1.0),
    level("rival_members", "members of its rival, half-way", 0.5),
    level("rival_members", "members of its rival, at the end", 1.0),
)
BLOCS = (
    count("blocs", "years in which a bloc formed, to 1969", None, LATE),
    count("blocs", "years in which a bloc formed, from 1970", LATE, None),
    count("new_pacts", "pacts concluded, to 1969", None, LATE),
    count("new_pacts", "pacts concluded, from 1970", LATE, None),
)

STUDIES: tuple[Study, ...] = (
    Study(
        "concert",
        Window.CONCERT,
        _of("concert", "K0", "c0", "c1", "c2", "c3", "c4", "c5", "k1", "k2", "k3", "k4", "k5",
            "chi", "w_K"),
        POWERS,
    ),
    Study(
        "projects",
        Window.COLD_WAR,
        (*_of("projects", "op", "stake_mean", "stake_sd", "c_u", "c_a", "z_H", "z_P"),
         *_of("soft_balancing", "mu_1", "d_ED", "d_TD")),
        VENTURES,
    ),
    Study(
        "authorisation",
        Window.COLD_WAR,
        _of("authorisation", "k0", "k_x", "k_L", "k_S"),
        (*VENTURES, *AUTHORITY),
    ),
    Study(
        "enforcement",
        Window.COLD_WAR,
        _of("enforcement", "p0", "pL", "pT", "pdep", "pA", "pnet"),
        PUNISHMENT,
    ),
    Study(
        "legitimacy",
        Window.COLD_WAR,
        _of("legitimacy", "L0", "L_ar", "L_hyp"),
        (*AUTHORITY, *PUNISHMENT, *MEMBERS),
    ),
    Study("orders", Window.COLD_WAR, _of("order", "bOut", "oL"), MEMBERS),
    Study("multilateral", Window.COLD_WAR, _of("multilateral", "r_multi"), BLOCS),
)  # fmt: skip


def chosen_studies(names: tuple[str, ...]) -> tuple[Study, ...]:
    """The studies of these names, in their order; ``all`` is every one.

    Raises:
        UnknownStudy: There is none of a name; the message names the nearest.

    Example:
        >>> [each.name for each in chosen_studies(("orders", "concert"))]
        ['concert', 'orders']
    """
    known = {each.name: each for each in STUDIES}
    for name in names:
        if name != "all" and name not in known:
            raise UnknownStudy(
                f"nothing called {name!r} is calibrated by simulation."
                f"{did_you_mean(name, known)} Use {', '.join(known)}, or `all`."
            )
    return tuple(each for each in STUDIES if "all" in names or each.name in names)
