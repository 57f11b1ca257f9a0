"""ctxscan: what a docker build sends to its builder, exactly, and why."""
