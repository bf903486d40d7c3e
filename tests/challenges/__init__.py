"""Tests of the challenges: one way passes, the settings as they are at first do not, nor does a cheat."""
