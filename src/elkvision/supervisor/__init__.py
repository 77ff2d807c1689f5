"""The command line, and `elkvision up`, which starts every other program and keeps it running."""
