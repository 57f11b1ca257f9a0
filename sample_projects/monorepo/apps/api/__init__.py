"""Answers every request with its signature."""
