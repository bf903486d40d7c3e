"""Tests of the running server: many visitors, security, deployment."""
