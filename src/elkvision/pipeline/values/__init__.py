"""What several filters and the language itself know about values: moments, references, templates, numbers."""
