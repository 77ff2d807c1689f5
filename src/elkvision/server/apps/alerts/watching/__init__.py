"""The watch over alert rules, as the worker process runs it."""
