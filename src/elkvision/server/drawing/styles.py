"""How documents look."""

from typing import Final

from elkvision.server.drawing import palette

STYLE: Final = f"""
html {{ font: 11px {palette.FONTS}; color: {palette.INK}; }}
body {{ margin: 0; }}
header {{ display: flex; align-items: center; border-bottom: 1px solid {palette.LINE_STRONG}; padding-bottom: 8px;
  margin-bottom: 10px; }}
header svg {{ margin-right: 8px; width: 24px; height: 24px; }}
h1 {{ font-size: 19px; margin: 0; flex: 1; }}
h2 {{ font-size: 12px; margin: 0 0 6px; font-weight: 600; bookmark-level: none; }}
.told {{ margin: 0; text-align: right; color: {palette.INK_3}; font-size: 10px; line-height: 1.5; }}
.description, .chosen {{ margin: 0 0 8px; color: {palette.INK_2}; }}
.row {{ display: flex; gap: 10px; margin-bottom: 10px; break-inside: avoid; }}
.panel {{ box-sizing: border-box; border: 1px solid {palette.LINE}; border-radius: 6px; padding: 8px 9px;
  overflow: hidden; }}
.panel svg {{ display: block; }}
.long {{ margin-bottom: 10px; box-decoration-break: clone; }}
.board {{ position: relative; }}
.placed {{ position: absolute; background: {palette.SURFACE}; }}
.problem {{ color: {palette.ERROR}; }}
.nothing, .more {{ color: {palette.INK_3}; }}
table {{ border-collapse: collapse; width: 100%; }}
th {{ text-align: left; font-weight: 600; color: {palette.INK_3}; font-size: 9.5px; }}
th, td {{ padding: 3px 8px 3px 0; border-bottom: 1px solid {palette.LINE}; vertical-align: top; }}
tr {{ break-inside: avoid; }}
tfoot {{ display: table-row-group; }}
tfoot td {{ font-weight: 600; border-bottom: 0; }}
.number {{ text-align: right; font-variant-numeric: tabular-nums; padding-right: 0; padding-left: 8px; }}
.logs {{ font-size: 9px; }}
.logs td {{ font-family: {palette.MONO}; overflow-wrap: anywhere; }}
.logs .time, .logs .short {{ white-space: nowrap; width: 1%; padding-right: 14px; }}
.logs .message {{ white-space: pre-wrap; }}
.prose {{ line-height: 1.5; }}
.prose h1, .prose h2, .prose h3 {{ margin: 0 0 6px; }}
.prose h1 {{ font-size: 16px; }} .prose h2 {{ font-size: 14px; }} .prose h3 {{ font-size: 12px; }}
.prose p, .prose ul, .prose ol {{ margin: 0 0 6px; }}
.prose a {{ color: {palette.ACCENT}; }}
.prose pre, .prose code {{ font-family: {palette.MONO}; background: {palette.SUNKEN}; }}
"""

#: A4 with what every page says; of `orientation` and `foot`.
PAGES: Final = (
    "@page {{ size: A4 {orientation}; margin: 12mm 10mm 14mm;"
    f" font: 9px {palette.FONTS.replace('{', '')}; color: {palette.INK_3};"
    ' @bottom-left {{ content: "{foot}"; }}'
    ' @bottom-right {{ content: counter(page) " / " counter(pages); }} }}'
)
#: One page of `width` and `height`.
SCREEN: Final = "@page {{ size: {width}px {height}px; margin: 10px; }} body {{ background: #ffffff; }}"
