"""What the sine forecaster shows."""
