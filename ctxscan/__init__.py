"""ctxscan: what a docker build sends to its builder, exactly, and why."""

__version__ = "0.1.0"
