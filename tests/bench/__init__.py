"""Benchmarks: how fast and how good, over seeds."""
