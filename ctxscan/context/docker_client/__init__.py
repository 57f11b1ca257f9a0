"""What Docker's client asks of its plugin ``ctxscan``, and where it looks for it."""
