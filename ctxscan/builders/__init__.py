"""What each builder sends of a context, and how many bytes that is. Pure."""
