"""The likelihoods, one sub-model a file."""
