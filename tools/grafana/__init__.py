"""Grafana's dashboards, made of what they say: `python -m tools.grafana` writes deploy/grafana/dashboards anew."""
