"""A comparison for people, and for the pages where they meet."""
