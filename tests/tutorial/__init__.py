"""Tests of the code lesson."""
