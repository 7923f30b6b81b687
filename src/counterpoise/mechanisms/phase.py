"""Who goes first in a year: the only place that says so.

Every mechanism of a phase sees the world that entered the phase, so the order of mechanisms
within one never matters. Reading down the list is reading the year.
"""

from enum import IntEnum


class Phase(IntEnum):
    """The phases of a year, in order."""

    CAPABILITY = 1  # capability grows, arms adjust
    STATUS = 2  # who counts as a great power
    BELIEFS = 3  # intentions are judged by last year's acts
    THREAT = 4
    POSTURES = 5  # hide, bandwagon, or balance, given what others did up to last year
    SOFT_BALANCING = 6  # what soft balancing weighs against each great power
    AUTHORISATION = 7  # what the order would authorise
    INITIATION = 8  # projects of great powers, and disputes
    ACTS = 9  # the year's uses of force, collected
    CONGRESS = 10  # great powers called together over a dispute, before it can escalate
    ESCALATION = 11
    WAR = 12
    ENFORCEMENT = 13  # collective punishment
    RIVALRY = 14
    ALLIANCES = 15
    HOLDOUTS = 16  # what great powers outside do to an order
    ORDER = 17  # joining, admission, exit
    PREFERENCES = 18  # ideal points, legitimacy, regime, consensus of a concert
    BOOKKEEPING = 19  # expected participation, conflict stock
