"""What `elkvision send` is made of: reading, records, transports, following."""
