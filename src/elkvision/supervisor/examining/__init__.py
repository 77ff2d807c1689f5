"""What `elkvision doctor` looks at. Each module has checks; each check gives findings."""
