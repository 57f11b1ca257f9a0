"""A report, drawn."""
