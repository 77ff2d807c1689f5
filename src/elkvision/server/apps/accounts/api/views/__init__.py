"""One file for getting in, one for oneself, one for organisations, one for keys, one for the audit log."""
