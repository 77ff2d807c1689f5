"""Panels as pictures: vectors of our own making, put on pages and into letters. Knows the shapes of `server.panels`
and no Django: what is drawn are answers, so every picture has the numbers of the screen."""

from elkvision.server.drawing.notice import NoticeChart, notice_chart

__all__ = ["NoticeChart", "notice_chart"]
