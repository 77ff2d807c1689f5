"""What can be done: one file for people, one for organisations, one for keys, one for logging in."""
