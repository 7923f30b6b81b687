"""How well the survival of members is predicted from draws that had no part in the prediction.

Shares kept are predicted by a logit whose slopes are shrunk (ridge, on standardised predictors);
each fold of draws is predicted from the others, and the score is binomial, a member.
"""

import numpy as np
from scipy.special import expit

from counterpoise.propositions.draws import Numbers

FOLDS = 5
RIDGE = 1.0  # penalty on standardised predictors


def cross_validated(kept: Numbers, predictors: Numbers) -> Numbers:
    """Log score a member of each draw, predicted from the draws of other folds, [draw].

    Args:
        kept: Share kept, [draw, composition].
        predictors: [draw, composition, predictor].
    """
    count = len(kept)
    fold = np.arange(count) % FOLDS
    found = np.full(count, np.nan)
    for each in range(min(FOLDS, count)):
        train, rows = fold != each, fold == each
        if not train.any():
            continue
        flat = predictors[train].reshape(-1, predictors.shape[2])
        centre, scale = flat.mean(axis=0), np.maximum(flat.std(axis=0), 1e-9)

        def design(some: Numbers, centre: Numbers = centre, scale: Numbers = scale) -> Numbers:
            scaled = (some.reshape(-1, some.shape[2]) - centre) / scale
            return np.column_stack([np.ones(len(scaled)), scaled])

        weights = fractional_logit(kept[train].ravel(), design(predictors[train]))
        chance = np.clip(expit(design(predictors[rows]) @ weights), 1e-6, 1 - 1e-6)
        y = kept[rows].ravel()
        score = y * np.log(chance) + (1 - y) * np.log1p(-chance)
        found[rows] = score.reshape(kept[rows].shape).mean(axis=1)
    return found


def fractional_logit(share: Numbers, design: Numbers) -> Numbers:
    """Penalised logit of a share; the constant is not penalised."""
    weights = np.zeros(design.shape[1])
    penalty = RIDGE * np.eye(design.shape[1])
    penalty[0, 0] = 1e-6
    for _ in range(100):
        chance = expit(design @ weights)
        curvature = design.T @ (design * (chance * (1 - chance))[:, None]) + penalty
        step = np.linalg.solve(curvature, design.T @ (share - chance) - penalty @ weights)
        weights = weights + np.clip(step, -3.0, 3.0)
        if np.abs(step).max() < 1e-9:
            break
    return weights
