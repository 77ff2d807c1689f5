"""Makes Kibana's saved objects: `python -m tools.kibana`."""
