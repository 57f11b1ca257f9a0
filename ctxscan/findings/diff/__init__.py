"""What changed in what a build sends, and which of its steps lose their cache by it."""
