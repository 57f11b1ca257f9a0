"""Text and tables drawn in columns of a terminal, and nothing else that a terminal can do.

rich draws all of this, too, but takes longer to import than a small context to walk; only its
widths of characters are used, and only where a text has characters of two columns.
"""
