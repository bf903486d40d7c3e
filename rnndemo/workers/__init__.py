"""Processes that do long work for the server. They know no lesson."""
