"""Ways in which the model is carried forward: what was tried where it lost, each by its name.

Choices among them are made on rolling origins before 1990, never on test years. Each mend rests on
something that the theory or the literature names, and can be switched off to see what it does.
"""

from dataclasses import dataclass, fields

from counterpoise.vocabulary.near_miss import did_you_mean


class UnknownSpecification(ValueError):
    """No specification has this name."""


@dataclass(frozen=True)
class Specification:
    """How parameters and the start of the paths are settled.

    Attributes:
        seen_only: A term of which the training record holds nothing (who chose alliance against
            whom, expected punishment, expected hard balancing, who chose arms) stays at zero on the
            paths: its average is in the fitted intercept, and to add it again counts it twice.
        blocs: Pacts formed through treaties of three states or more are events of whole blocs, at
            the rate and of the size of the training years; only the others are dyadic.
        shocks: Years and states differ in volatility: arms move in uneven years, some years are
            full of crises, and pacts come and go in waves.
        wandering: Positions wander without a middle to which they revert, as in the measurement
            model of the votes (Bailey, Strezhnev and Voeten 2017).
        recent: The level of initiations is that of the last ten years of training.
    """

    seen_only: bool = False
    blocs: bool = False
    shocks: bool = False
    wandering: bool = False
    recent: bool = False


SPECIFICATIONS: dict[str, Specification] = {
    "plain": Specification(),
    "seen_only": Specification(seen_only=True),
    "blocs": Specification(seen_only=True, blocs=True),
    "shocks": Specification(seen_only=True, shocks=True),
    "wandering": Specification(seen_only=True, wandering=True),
    "recent": Specification(seen_only=True, recent=True),
    "everything": Specification(True, True, True, True, True),
    "chosen": Specification(seen_only=True, shocks=True, wandering=True, recent=True),
}
"""By what people type; ``chosen`` is what rolling origins before 1990 speak for."""

CHOSEN = "chosen"


def specification(name: str) -> Specification:
    """The specification of this name.

    Raises:
        UnknownSpecification: There is none; the message names the nearest.

    Example:
        >>> specification("plain").blocs
        False
    """
    if name not in SPECIFICATIONS:
        raise UnknownSpecification(
            f"no specification is called {name!r}.{did_you_mean(name, SPECIFICATIONS)} "
            f"They are {', '.join(SPECIFICATIONS)}."
        )
    return SPECIFICATIONS[name]


def described(found: Specification) -> str:
    """Its mends in words.

    Example:
        >>> described(Specification(blocs=True))
        'blocs'
    """
    on = [each.name for each in fields(found) if getattr(found, each.name)]
    return ", ".join(each.replace("_", " ") for each in on) or "plain"
