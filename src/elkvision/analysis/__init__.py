"""What logs say when they are looked at together: pure functions of what they are handed, without sockets or clocks."""
