"""What a build comes to under rules that nobody has written down yet: as quick as a key."""
