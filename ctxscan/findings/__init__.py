"""Questions asked of an inspection. Pure: no disk, no terminal."""
