"""Ours against a bare application that does the same work: `python -m benchmarks --help`."""
