"""The app with many visitors at once."""
