"""What the challenges show."""
