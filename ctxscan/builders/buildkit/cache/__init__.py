"""What BuildKit's cache is keyed by. Pure."""
