"""Tests of the digit lesson."""
