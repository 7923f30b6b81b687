"""One word, one meaning: the table of variables and the world say the same."""

import re

import jax.numpy as jnp
import pytest

from counterpoise.mechanisms.mechanism import Mechanism
from counterpoise.models.catalogue import MECHANISMS
from counterpoise.vocabulary.variables import (
    Kind,
    Link,
    UnknownVariable,
    Variable,
    variable,
    variables,
)
from counterpoise.world.synthetic import synthetic_world
from counterpoise.world.world import World

AXES = {"actor", "target", "order", "rival", "scheduled", "act"}
every_variable = pytest.mark.parametrize("declared", variables().values(), ids=list(variables()))


def test_world_and_table_list_the_same_words_in_the_same_order() -> None:
    assert list(World.__dataclass_fields__) == list(variables())


@every_variable
def test_world_and_table_agree_on_axes(declared: Variable) -> None:
    annotation = World.__annotations__[declared.name]
    assert tuple(annotation.dim_str.split()) == declared.dims


@every_variable
def test_world_and_table_agree_on_kind_of_number(declared: Variable) -> None:
    whole = declared.unit in {"actor slot", "COW state number", "option", "count"}
    assert ("int32" in World.__annotations__[declared.name].dtypes) == whole
    value = getattr(synthetic_world(4), declared.name)
    assert jnp.issubdtype(value.dtype, jnp.integer) == whole


@every_variable
def test_a_variable_says_what_it_is(declared: Variable) -> None:
    assert declared.name.isidentifier()
    assert set(declared.dims) <= AXES
    assert declared.unit
    assert declared.meaning[0].isupper() or declared.meaning[0].isdigit()
    assert not declared.meaning.endswith(".")


@every_variable
def test_increments_are_for_stocks(declared: Variable) -> None:
    if declared.link is not Link.VALUE:
        assert declared.kind is Kind.STOCK, "a flow or an event of last year is not added to"


def test_no_two_words_mean_the_same() -> None:
    meanings = [each.meaning for each in variables().values()]
    assert len(set(meanings)) == len(meanings)


def test_no_symbol_means_two_things() -> None:
    symbols = [each.symbol for each in variables().values() if each.symbol]
    assert not {each for each in symbols if symbols.count(each) > 1}


@every_variable
def test_every_variable_is_written_or_given(declared: Variable) -> None:
    """A flow or an event that nothing makes would stay what it was at the start."""
    written = {name for owner in MECHANISMS for name in owner.writes}
    if declared.kind is not Kind.STOCK:
        assert declared.name in written


@pytest.mark.parametrize("owner", MECHANISMS, ids=lambda owner: owner.__name__)
def test_a_value_has_one_author_in_a_phase(owner: type[Mechanism]) -> None:
    for other in MECHANISMS:
        if other is not owner and other.phase is owner.phase:
            shared = set(owner.writes) & set(other.writes)
            assert not {name for name in shared if variable(name).link is Link.VALUE}


def test_an_unknown_word_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownVariable, match=re.escape("Did you mean `threat`?")):
        variable("threta")
