"""ELK Vision: ship logs from anything, keep every one that was acknowledged, find any line."""

__version__ = "0.1.0"
