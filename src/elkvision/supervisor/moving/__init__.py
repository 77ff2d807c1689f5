"""Carrying logs from one store to another: `elkvision store copy`."""
