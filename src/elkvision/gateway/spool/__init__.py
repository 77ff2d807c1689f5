"""The spool: what was acknowledged and is not yet in the store, on disk.

A segment is two files. `<name>.seg` holds lines exactly as they came, each ended by a newline, so that an
engine can read it as it is. `<name>.idx` holds a record for each frame (whose lines, received when and how,
from where to where, checksums) and at last one that says the segment is closed. Names sort by age.
"""
