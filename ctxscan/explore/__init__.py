"""The terminal explorer: look at a context, draft rules, see at once what they come to."""
