"""The pipeline language: text, tree, checks, closures."""
