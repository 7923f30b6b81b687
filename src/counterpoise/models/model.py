"""A model: mechanisms put together, and the one place where a year is carried out.

Reading ``Model.year`` beside ``mechanisms/phase.py`` is reading the whole simulation.
"""

import math
from collections.abc import Iterable
from dataclasses import fields, replace
from functools import partial

import equinox as eqx
import jax
from jaxtyping import Array, Int

from counterpoise.mechanisms.geography import Geography, Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism, Values, borrows_of, parameters_of
from counterpoise.mechanisms.parameter import Parameter, Scalar
from counterpoise.mechanisms.phase import Phase
from counterpoise.models.change import apply, replaced, taken
from counterpoise.vocabulary.near_miss import did_you_mean
from counterpoise.world.chance import Chance
from counterpoise.world.world import World

SETTLING_ROUNDS = 3

Switches = dict[str, Array]


class UnknownMechanism(ValueError):
    """No mechanism of the model has this name."""


class UnboundParameter(ValueError):
    """A mechanism borrows a parameter that nobody has given a value."""


class RepeatedMechanism(ValueError):
    """Two mechanisms of a model have the same name."""


class Model(eqx.Module):
    """Mechanisms that together carry a world from year to year.

    Attributes:
        name: What the assembly is called.
        mechanisms: Its mechanisms; their order does not matter.
        geography: How far power reaches.
    """

    name: str = eqx.field(static=True)
    mechanisms: tuple[Mechanism, ...]
    geography: Geography = Geography()

    def parameters(self) -> dict[str, Parameter]:
        """Every parameter that the model depends on, by address, in a stable order."""
        from counterpoise.models.catalogue import parameter

        own = [*parameters_of(Geography)]
        for mechanism in self.mechanisms:
            own.extend(parameters_of(type(mechanism)))
        found = {declared.address: declared for declared in own}
        for mechanism in self.mechanisms:
            for address in borrows_of(type(mechanism)):
                found.setdefault(address, parameter(address))
        return found

    def mechanism(self, block: str) -> Mechanism:
        """The mechanism of this block.

        Raises:
            UnknownMechanism: The model has none; the message names the nearest.
        """
        by_block = {each.block: each for each in self.mechanisms}
        if block not in by_block:
            raise UnknownMechanism(
                f"the model {self.name!r} has no mechanism {block!r}."
                f"{did_you_mean(block, by_block)} `counterpoise mechanisms` lists them all."
            )
        return by_block[block]

    def without(self, *blocks: str) -> "Model":
        """The model with these mechanisms left out."""
        for block in blocks:
            self.mechanism(block)
        kept = tuple(each for each in self.mechanisms if each.block not in blocks)
        return Model(self.name, kept, self.geography)

    def replacing(self, *mechanisms: Mechanism) -> "Model":
        """The model with these mechanisms in the place of those of the same block."""
        new = {each.block: each for each in mechanisms}
        for block in new:
            self.mechanism(block)
        swapped = tuple(new.get(each.block, each) for each in self.mechanisms)
        return Model(self.name, swapped, self.geography)

    def adding(self, *mechanisms: Mechanism) -> "Model":
        """The model with these mechanisms besides its own.

        Raises:
            RepeatedMechanism: A block is in the model already, or is added twice.

        Example:
            >>> from counterpoise.mechanisms.order.legitimacy import Legitimacy
            >>> from counterpoise.models.balance_of_threat import balance_of_threat
            >>> balance_of_threat().adding(Legitimacy()).called("believed").name
            'believed'
        """
        seen = {each.block for each in self.mechanisms}
        for each in mechanisms:
            if each.block in seen:
                raise RepeatedMechanism(
                    f"the model {self.name!r} has a mechanism {each.block!r} already; "
                    f"use `replacing({type(each).__name__}(...))` to put another in its place."
                )
            seen.add(each.block)
        return Model(self.name, (*self.mechanisms, *mechanisms), self.geography)

    def called(self, name: str) -> "Model":
        """The model under another name."""
        return Model(name, self.mechanisms, self.geography)

    def bind(self, values: Values) -> "Model":
        """The model with its parameters taken from ``values``, by address.

        A parameter that is not among them keeps the value it has; one that is borrowed takes that
        of the mechanism that owns it, or its default where the model lacks the owner.
        """
        known: dict[str, Scalar] = {
            address: declared.default for address, declared in self.parameters().items()
        }
        owners: tuple[Geography | Mechanism, ...] = (self.geography, *self.mechanisms)
        for owner in owners:
            for declared in parameters_of(type(owner)):
                known[declared.address] = getattr(owner, declared.name)
        known.update(values)
        own = {each.name: known[each.address] for each in parameters_of(Geography)}
        mechanisms = tuple(each.bind(known) for each in self.mechanisms)
        return Model(self.name, mechanisms, replace(self.geography, **own))

    def land(self, world: World) -> Land:
        """What distance does in this world, under the bound parameters.

        Raises:
            UnboundParameter: The model has never been bound, and a mechanism borrows.
        """
        for mechanism in self.mechanisms:
            for each in fields(mechanism):
                value = getattr(mechanism, each.name)
                if "borrowed" in each.metadata and isinstance(value, float) and math.isnan(value):
                    raise UnboundParameter(
                        f"`{mechanism.block}` borrows `{each.metadata['borrowed']}`, which has no "
                        f"value yet. Bind the model first: `model = {self.name}().bind({{}})` "
                        "takes every default."
                    )
        return self.geography.land(world)

    def begin(self, world: World, land: Land) -> World:
        """Set what the record does not hold: beliefs, expectations, equilibrium arms.

        Rounds in phase order, because threat depends on beliefs, postures on threat and on what
        others are expected to do, and desired arms on threat.
        """

        def settle(_: Int[Array, ""], world: World) -> World:
            for phase in Phase:
                for mechanism in self._of(phase):
                    world = replaced(world, mechanism.begin(world, land))
            return world

        return jax.lax.fori_loop(0, SETTLING_ROUNDS, settle, world)

    def year(
        self,
        world: World,
        land: Land,
        chance: Chance,
        switches: Switches | None = None,
        running: Scalar | None = None,
    ) -> World:
        """One year, phase by phase.

        Args:
            world: The world at the year's start, with the acts of the year before.
            land: What distance does.
            chance: The draws of this year.
            switches: 0 or 1 by mechanism, for those that are switched in this run.
            running: 0 leaves the world as it is. Given, it also keeps phases apart: a compiler
                that may fuse one phase into the next works the first out again at each use.

        Returns:
            The world at the year's end.
        """
        switches = switches or {}
        written: frozenset[str] = frozenset()
        for phase in Phase:
            mechanisms = tuple(self._of(phase))
            names = sorted({name for mechanism in mechanisms for name in mechanism.writes})
            if not names:
                continue

            def happens(world: World, written: frozenset[str], of: tuple[Mechanism, ...]) -> World:
                found = [
                    (
                        _advanced(mechanism, world, land, chance),
                        switches.get(mechanism.block),
                    )
                    for mechanism in of
                ]
                return apply(world, found, written)

            this = partial(happens, world, written, mechanisms)
            with jax.named_scope(phase.name.lower()):
                if running is None:
                    world = this()
                else:
                    before = taken(world, names)
                    after = jax.lax.cond(
                        running > 0,
                        lambda this=this, names=names: taken(this(), names),
                        lambda before=before: before,
                    )
                    world = replaced(world, after)
            written = written | frozenset(names)
        return world

    def _of(self, phase: Phase) -> Iterable[Mechanism]:
        return (each for each in self.mechanisms if each.phase is phase)


def _advanced(mechanism: Mechanism, world: World, land: Land, chance: Chance) -> Changes:
    """What a mechanism does this year, under its own name in a profile of the compiled program."""
    with jax.named_scope(mechanism.block):
        return mechanism.advance(world, land, chance.stream(mechanism.block))
