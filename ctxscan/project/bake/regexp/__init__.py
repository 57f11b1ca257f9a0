"""Go's regular expressions, run so that no pattern takes more than text times pattern."""
