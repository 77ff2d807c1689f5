"""What `elkvision pipeline` does: reads configurations and events, runs them, and checks recorded cases."""
