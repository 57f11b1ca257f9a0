"""Text of compose files -> builds, exactly as docker compose build has them."""
