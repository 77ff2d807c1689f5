"""A shop that does not exist, for `elkvision demo`: its customers, its services, and its bad quarter of an hour."""
