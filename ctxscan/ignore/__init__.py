"""The language of ignore files, exactly as Docker reads it.

Pure: text and names in, verdicts out.
"""
