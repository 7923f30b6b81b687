"""Who else forecasts the onset of disputes: the competitors that are hard to beat.

Each is fitted on the rows of the training years, and nothing else, and gives a probability to each
row of the test years:

- *persistence*: the rate among dyads with, and among dyads without, a dispute in the ten years
  before;
- *climatology*: the mean rate;
- *standard logit*, with and without rivalry: maximum likelihood on the covariates that the
  literature names, peace-years and their square and cube among them (Carter and Signorino 2010);
- *gradient boosting* on the same covariates; its settings are stated below and were not tuned.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimation.onset_rows import OnsetRows

Values = NDArray[np.float64]
Competitor = Callable[[OnsetRows, OnsetRows], Values]

TREES, LEAVES, RATE, FEWEST_IN_LEAF = 200, 15, 0.05, 50
PRIOR_ONSETS = 0.5  # Jeffreys: a rate is never estimated as zero


def rate_of(onset: Values) -> float:
    """The rate of onset, with half an onset and half a quiet year added."""
    return (float(onset.sum()) + PRIOR_ONSETS) / (len(onset) + 2 * PRIOR_ONSETS)


def climatology(train: OnsetRows, test: OnsetRows) -> Values:
    """The same rate for everybody."""
    return np.full(len(test), rate_of(train.onset))


def persistence(train: OnsetRows, test: OnsetRows) -> Values:
    """Those that fought will fight."""
    with_one = rate_of(train.onset[train.recent > 0])
    without = rate_of(train.onset[train.recent == 0])
    return np.where(test.recent > 0, with_one, without)


def _logit(train: OnsetRows, test: OnsetRows, rivalry: bool) -> Values:
    import statsmodels.api as sm

    _, x = train.standard(rivalry)
    _, new = test.standard(rivalry)
    centre, scale = x.mean(axis=0), x.std(axis=0)
    varies = scale > 0
    model = sm.Logit(train.onset, sm.add_constant((x - centre)[:, varies] / scale[varies]))
    fitted = model.fit(disp=0, maxiter=200)
    design = sm.add_constant((new - centre)[:, varies] / scale[varies], has_constant="add")
    return np.asarray(fitted.predict(design), float)


def standard_logit(train: OnsetRows, test: OnsetRows) -> Values:
    """The logit of the literature."""
    return _logit(train, test, rivalry=True)


def standard_logit_without_rivalry(train: OnsetRows, test: OnsetRows) -> Values:
    """The same without strategic rivalry, which is coded with hindsight."""
    return _logit(train, test, rivalry=False)


def gradient_boosting(train: OnsetRows, test: OnsetRows) -> Values:
    """Trees on the same covariates."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    trees = HistGradientBoostingClassifier(
        max_iter=TREES,
        max_leaf_nodes=LEAVES,
        learning_rate=RATE,
        min_samples_leaf=FEWEST_IN_LEAF,
        early_stopping=False,
        random_state=0,
    )
    trees.fit(train.standard()[1], train.onset)
    return np.asarray(trees.predict_proba(test.standard()[1])[:, 1], float)


COMPETITORS: Mapping[str, Competitor] = {
    "persistence": persistence,
    "climatology": climatology,
    "logit": standard_logit,
    "logit_without_rivalry": standard_logit_without_rivalry,
    "gradient_boosting": gradient_boosting,
}
"""By the name that results bear."""
