"""Randomness with an address: seed, draw, year, mechanism, stream, actor and target.

A draw is a keyed hash of its address and of nothing else: not of the order in which mechanisms
run, of a position in a list, or of who else exists. Two runs that differ in one intervention
therefore share every draw that they can, and adding or removing a mechanism leaves the others'
draws as they were. States enter by their Correlates of War number, so relabelling slots moves no
draw. The key of a year comes from the library's own counter-based generator (threefry); what is
spread over dyads is a 64-bit-keyed integer mixer, which costs a ninth of the library's generator
on a processor.
"""

from zlib import crc32

import equinox as eqx
import jax
import jax.numpy as jnp
from jax.scipy.special import ndtri
from jaxtyping import Array, Float, Int, UInt32

GOLDEN = 0x9E3779B9
SILVER = 0x85EBCA6B


def _mix(word: UInt32[Array, "..."], key: UInt32[Array, "..."]) -> UInt32[Array, "..."]:
    word = word ^ (word >> 16)
    word = word * jnp.uint32(0x7FEB352D)
    word = word ^ key
    word = word ^ (word >> 15)
    word = word * jnp.uint32(0x846CA68B)
    return word ^ (word >> 16)


def _unit(word: UInt32[Array, "..."]) -> Float[Array, "..."]:
    real = jnp.result_type(float)
    # 23 bits and a half fit single precision exactly: with 24, half of all draws would be rounded,
    # and one in 2**24 to 1.
    return ((word >> 9).astype(real) + real.type(0.5)) * real.type(2.0**-23)


def label_of(name: str) -> int:
    """The number that stands for a stream's name in the address of its draws."""
    return crc32(name.encode())


class Chance(eqx.Module):
    """The draws that one mechanism owns in one year of one draw of one seed."""

    key: UInt32[Array, "2"]

    @classmethod
    def of(cls, seed: Int[Array, ""] | int, draw: Int[Array, ""] | int) -> "Chance":
        """The root of all draws of one simulated history."""
        key = jax.random.fold_in(jax.random.key(seed, impl="threefry2x32"), draw)
        return cls(jax.random.key_data(key).astype(jnp.uint32))

    def year(self, year: Int[Array, ""] | int) -> "Chance":
        """The draws of a calendar year."""
        key = jax.random.wrap_key_data(self.key, impl="threefry2x32")
        return Chance(jax.random.key_data(jax.random.fold_in(key, year)).astype(jnp.uint32))

    def stream(self, name: str) -> "Chance":
        """The draws of a mechanism, or of one of its questions; the name is part of the address."""
        return self.labelled(jnp.uint32(label_of(name)))

    def labelled(self, label: UInt32[Array, ""]) -> "Chance":
        """The draws of the stream whose name has this label."""
        first = _mix(self.key[0] ^ label, self.key[1])
        second = _mix(self.key[1] + label * jnp.uint32(GOLDEN), self.key[0])
        return Chance(jnp.stack([first, second]))

    def uniform(
        self, actor: Int[Array, "*#shape"], target: Int[Array, "*#shape"] | int = 0
    ) -> Float[Array, "*#shape"]:
        """Uniform draws strictly inside (0, 1), one for each (actor, target) address.

        Args:
            actor: State numbers; broadcasts with ``target``.
            target: State numbers, or 0 for a draw that belongs to the actor alone.

        Returns:
            An array of the broadcast shape; multiples of 2**-24, so single and double
            precision agree exactly.
        """
        first, second = self._keys(actor)
        other = jnp.asarray(target).astype(jnp.uint32)
        return _unit(_mix((other * jnp.uint32(GOLDEN)) ^ first, second))

    def _keys(self, actor: Int[Array, "*#shape"]) -> tuple[Array, Array]:
        own = jnp.asarray(actor).astype(jnp.uint32)
        first = _mix(own * jnp.uint32(GOLDEN) ^ self.key[0], self.key[1])
        second = _mix(own * jnp.uint32(SILVER) + self.key[1], self.key[0])
        return first, second

    def pair(self, code: Int[Array, " actor"]) -> Float[Array, "actor target"]:
        """Uniform draws of undirected dyads: both directions of a dyad share one."""
        first, second = self._keys(code)
        lower = code[:, None] < code[None, :]
        higher_code = jnp.where(lower, code[None, :], code[:, None])
        return _unit(
            _mix(
                (higher_code.astype(jnp.uint32) * jnp.uint32(GOLDEN))
                ^ jnp.where(lower, first[:, None], first[None, :]),
                jnp.where(lower, second[:, None], second[None, :]),
            )
        )

    def normal(
        self, actor: Int[Array, "*#shape"], target: Int[Array, "*#shape"] | int = 0
    ) -> Float[Array, "*#shape"]:
        """Standard normal draws, one for each address."""
        return ndtri(self.uniform(actor, target))
