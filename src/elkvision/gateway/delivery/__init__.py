"""From the spool to the store and to whoever watches: `python -m elkvision.gateway.delivery`."""
