"""What the memory lesson shows."""
