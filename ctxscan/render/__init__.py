"""A finding -> text, JSON and other formats."""
