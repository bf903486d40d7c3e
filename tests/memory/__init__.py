"""Tests of the memory lesson."""

# The keys of the panels as they stand in links that people have shared: memory_open_<key>.
PANELS = ("order", "unrolled", "forms", "story", "why", "diary", "surgery", "gru")
