"""The registry of backends."""
