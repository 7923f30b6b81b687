"""A run, specified: what a shell, a notebook or a page asks for, and all that it can ask for."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from typing import Literal

from counterpoise.vocabulary.near_miss import did_you_mean

POSTERIOR, PRIOR = "posterior", "prior"
"""Where a run's parameters come from, unless from a file."""


class BadSetting(ValueError):
    """A parameter's value was not written as ``block.parameter=number``."""


@dataclass(frozen=True)
class RunSpec:
    """What to run.

    Attributes:
        scenario: A shipped scenario's name, or the path of a YAML file.
        draws: How many draws of the parameters; the scenario's by default.
        years: How many years; the scenario's by default.
        seed: Of the run; the scenario's by default.
        set: Values of parameters that hold in every draw, by address.
        parameters: Where the other parameters come from: ``posterior``, what comes with the
            package for the era in which the run begins; ``prior``; or the file of a posterior. What
            it lacks comes from the priors. By default the posterior, where the era has one.
        out: The run's directory, which must not exist or be empty; by default a new one under
            ``runs/``.
        save: Whether to write anything at all.
        report: Whether to write the HTML report.
        workers: How many processes, or workers of the cluster; by default threads of this process,
            one for each core. Changes no result.
        cluster: ``local``, ``slurm``, ``kubernetes`` or the address of a Dask scheduler. Changes
            no result.
        states: What to keep of each state: ``yearly``, or the ``mean`` over the years after the
            act; by default all, unless that takes more than 2 GB.
    """

    scenario: str | Path
    draws: int | None = None
    years: int | None = None
    seed: int | None = None
    set: Mapping[str, float] = field(default_factory=dict)
    parameters: str | None = None
    out: str | Path | None = None
    save: bool = True
    report: bool = True
    workers: int | None = None
    cluster: str | None = None
    states: Literal["yearly", "mean"] | None = None

    @property
    def options(self) -> dict[str, int]:
        """What replaces the scenario's own numbers."""
        given = {"draws": self.draws, "years": self.years, "seed": self.seed}
        return {key: value for key, value in given.items() if value is not None}

    @property
    def command(self) -> str:
        """What to type in the shell for the same run.

        Example:
            >>> RunSpec("iraq-2003", draws=50, set={"threat.theta_I": 0.5}).command
            'counterpoise run iraq-2003 --draws 50 --set threat.theta_I=0.5'
        """
        words = ["counterpoise", "run", quote(str(self.scenario))]
        for key, value in self.options.items():
            words += [f"--{key}", str(value)]
        if self.parameters is not None:
            words += ["--parameters", quote(self.parameters)]
        for address, number in self.set.items():
            words += ["--set", f"{address}={number!r}"]
        if self.states is not None:
            words += ["--states", self.states]
        return " ".join(words)


def parse_setting(text: str) -> tuple[str, float]:
    """Read ``block.parameter=number``.

    Raises:
        BadSetting: It is not of that form.

    Example:
        >>> parse_setting("threat.theta_I=0.5")
        ('threat.theta_I', 0.5)
    """
    address, equals, number = (part.strip() for part in text.partition("="))
    if not equals:
        raise BadSetting(
            f"--set {text}: there is no `=`. Write --set block.parameter=number, as in "
            "--set threat.theta_I=0.5."
        )
    if not address:
        raise BadSetting(f"--set {text}: no parameter is named before the `=`.")
    try:
        value = float(number)
    except ValueError:
        what = f"{number!r:.40} is not a number" if number else "there is no number after the `=`"
        raise BadSetting(f"--set {text}: {what}.") from None
    if not math.isfinite(value):
        raise BadSetting(f"--set {text}: the number must be finite.")
    return address, value


def parse_settings(texts: list[str]) -> dict[str, float]:
    """Read several settings.

    Raises:
        BadSetting: One is not of the form, or a parameter is set twice.
    """
    found: dict[str, float] = {}
    for text in texts:
        address, value = parse_setting(text)
        if address in found:
            raise BadSetting(f"--set {text}: `{address}` is set twice; leave one out.")
        found[address] = value
    return found


def unknown_option(name: str) -> str:
    """What to say of an option that ``run`` does not have."""
    known = list(RunSpec.__dataclass_fields__)
    return f"run() has no option {name!r}.{did_you_mean(name, known)} It has {', '.join(known)}."
