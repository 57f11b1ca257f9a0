"""Prints the mail that it would send."""
