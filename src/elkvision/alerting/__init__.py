"""Rules that watch logs: what they say, when they fire, and the proof of it. No Django, no sockets."""
