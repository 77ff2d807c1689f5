"""Backups: everything the product needs to be itself again, in one file."""
