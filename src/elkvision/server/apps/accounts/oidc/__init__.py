"""OpenID Connect: `provider` speaks with it, `trip` is the way there and back, `rolemap` reads who may what.

Nothing here is imported by name of a heavy package at the top: who does not use it does not pay for it.
"""
