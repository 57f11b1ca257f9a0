"""Credentials that are sent, and lines of the Dockerfile that name one."""
