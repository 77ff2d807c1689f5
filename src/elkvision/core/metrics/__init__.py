"""What a process counts of itself, and how Prometheus reads it: text of version 0.0.4, without a library's weight in every process."""
