"""A file in, blocks of log lines out, in constant memory. No Django here."""

from elkvision.server.apps.uploads.reading.binary import NoText, whole_file
from elkvision.server.apps.uploads.reading.blocks import Block, Refusal, blocks
from elkvision.server.apps.uploads.reading.sources import Unreadable

__all__ = ["Block", "NoText", "Refusal", "Unreadable", "blocks", "whole_file"]
