"""Asking a running product from the command line: over its API, as any program does."""
