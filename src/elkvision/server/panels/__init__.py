"""Panels: what one shows (`definition`, `shapes`), and the numbers in it (`answering`). Dashboards, analytics, shared
links, files and mails all take their numbers from here, so they are the same everywhere."""
