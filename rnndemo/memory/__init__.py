"""The memory lesson: what a recurrent network keeps, for how long, and why."""
