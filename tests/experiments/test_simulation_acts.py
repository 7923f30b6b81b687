"""A longer list of acts is longer in every variable that is held by act."""

from counterpoise.experiments.simulation import with_acts
from counterpoise.vocabulary.variables import variables
from counterpoise.world.synthetic import synthetic_world


def test_every_variable_of_acts_grows_together() -> None:
    world = with_acts(synthetic_world(5, 0, acts=8), 64)
    for name, declared in variables().items():
        if declared.dims == ("act",):
            assert getattr(world, name).shape == (64,), name
