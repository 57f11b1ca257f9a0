"""What of a context is in a saved image, and which secrets its layers keep."""
