"""The outcome of a gate, in each format."""
