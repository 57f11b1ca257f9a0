"""The use cases: options in, a value out. No terminal, nothing printed, nothing decided twice."""
