"""The way out of the house: every connection that a channel asks for goes through the guard."""
