"""Tests of the memory lesson."""
