"""The same scenario under the priors alone, to set beside a run that draws from a posterior."""

from counterpoise.experiments.batches import batch_size
from counterpoise.experiments.comparison import Comparison
from counterpoise.experiments.ensemble import run_simulation
from counterpoise.experiments.plausibility import candidates
from counterpoise.runs.carrying_out import threads
from counterpoise.runs.job import simulation_of
from counterpoise.scenarios.assembly import model_of
from counterpoise.scenarios.scenario import Scenario
from counterpoise.scenarios.setting import setting_of

MOST_DRAWS = 40  # enough to tell whether signs and sizes rest on the posterior


def under_priors(scenario: Scenario, act_year: int, pairs: list[tuple[str, str]]) -> Comparison:
    """The arms compared with every parameter drawn from its prior, in forty draws at most.

    The seed, and so the chance events, are those of the run.

    Args:
        scenario: What was run.
        act_year: Year from which its figures are taken.
        pairs: The arms to compare.
    """
    draws = min(scenario.draws, MOST_DRAWS)
    size = batch_size(draws)
    simulation = simulation_of(scenario, setting_of(scenario), model_of(scenario), size)
    ensemble = run_simulation(simulation, draws, size, candidates(draws), threads())
    return Comparison.of(ensemble, act_year, pairs)
