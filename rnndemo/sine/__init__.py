"""The wave lesson: a small recurrent network learns to continue a series."""
