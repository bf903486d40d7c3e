"""Tests of the wave lesson."""
