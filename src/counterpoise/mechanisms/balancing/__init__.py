"""How states push back: postures, arms, alliances, soft balancing."""
