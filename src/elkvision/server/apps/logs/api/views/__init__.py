"""One file for asking, one for exports, one for what goes in or is thrown out."""
