"""Codecs: from bytes to events and back. Each is a module of its own with a `CODEC` in it."""
