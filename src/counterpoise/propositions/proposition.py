"""A proposition: a claim about the world, put so that it can lose.

It states what would refute it before anything is computed, names the works for and against it, the
parameters that carry it, an experiment inside the model, and a test on the record. One file holds
one proposition; the file's ``PROPOSITION`` is all that the rest of the package reads.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from counterpoise.propositions.draws import Draws
from counterpoise.propositions.experiment import Experiment
from counterpoise.propositions.observation import Observation
from counterpoise.propositions.power import Power

ESSAY = {
    "a": "Combative action makes a power look more threatening.",
    "b": "Perceived threat makes balancing likelier.",
    "c": "The weak, unable to balance hard, balance softly: they delay the strong state's action "
    "or raise its cost.",
    "d": "A rule-based liberal order lowers conflict, deters norm-breakers, makes multilateral "
    "action legitimate and politics more democratic.",
    "e": "In the Concert of Europe all great powers agreed to preserve the order, so change was "
    "peaceful.",
    "f": "Each new member raises the benefit of joining an order and shrinks the alternatives; "
    "Soviet decline removed the main one.",
    "g": "China and Russia stayed out, so the order was never entrenched and is more vulnerable.",
}
"""The claims of the essay that the programme starts from, by letter."""


@dataclass(frozen=True)
class Work:
    """A work that speaks for or against a proposition.

    Attributes:
        key: In ``references.bib``.
        says: What it says about this proposition, in a few words.
    """

    key: str
    says: str


@dataclass(frozen=True)
class Statistic:
    """The one number that a proposition is judged by, fixed in its file.

    Attributes:
        name: Its name among the experiment's draws.
        label: What tables call it.
        unit: Its unit, in words.
        decimals: How many are shown.
        null: The value at which the claim fails.
        side: On which side of it the claim holds, 1 above or -1 below.
    """

    name: str
    label: str
    unit: str
    decimals: int = 2
    null: float = 0.0
    side: int = 1


@dataclass(frozen=True)
class Refutation:
    """The rule that refutes a proposition.

    Attributes:
        text: The rule in words, as it was fixed.
        refuted: The rule as code: from the experiment's draws to whether the claim is refuted.
        usable: Whether the experiment's instrument is good enough for a verdict at all.
        nearly: Whether chance could turn ``usable``.
    """

    text: str
    refuted: Callable[[Draws], bool]
    usable: Callable[[Draws], bool] = lambda draws: True
    nearly: Callable[[Draws], bool] = lambda draws: False


@dataclass(frozen=True)
class Published:
    """A number from the literature beside which the results stand."""

    text: str
    key: str


@dataclass(frozen=True)
class Proposition:
    """A claim, its experiment, its test on the record, and what would refute it.

    Attributes:
        id: As typed in the shell, such as ``P5``.
        title: A few words.
        claim: One plain sentence.
        essay: Letters of the essay's claims that it belongs to; empty for a claim of one's own.
        supports, opposes: Works for and against.
        focal: Parameters that carry the claim.
        mechanisms: Blocks of the mechanisms that it is about.
        off: Values of the focal parameters that switch the mechanism off.
        experiment: What is done inside the model.
        statistic: The primary statistic.
        refutation: What refutes it.
        figures: What each figure of the experiment is, in words with its unit, by name.
        power: How a history as long as the record is examined for the effect.
        why_no_power: Why nothing says so, where there is no ``power``.
        observation: What is done on the record; None where there is no test.
        published: Numbers from the literature.
        era: A year of the era in which the experiment plays; None for the present one.
        caveats: What the results do not show.
        change_our_mind: What evidence would.
    """

    id: str
    title: str
    claim: str
    essay: str
    supports: tuple[Work, ...]
    opposes: tuple[Work, ...]
    focal: tuple[str, ...]
    mechanisms: tuple[str, ...]
    off: Mapping[str, float]
    experiment: Experiment
    statistic: Statistic
    refutation: Refutation
    caveats: tuple[str, ...]
    change_our_mind: str
    figures: Mapping[str, str] = field(default_factory=dict)
    power: Power | None = None
    why_no_power: str = ""
    observation: Observation | None = None
    published: tuple[Published, ...] = field(default=())
    era: int | None = None

    def figure(self, name: str) -> str:
        """What a figure of the experiment is; its name where the file does not say."""
        return self.figures.get(name, name.replace("_", " "))

    @property
    def cites(self) -> tuple[str, ...]:
        """Keys of every work that the proposition names."""
        works = [work.key for work in (*self.supports, *self.opposes)]
        return tuple(dict.fromkeys([*works, *(each.key for each in self.published)]))
