"""Tests of rnndemo.digits.pictures."""
