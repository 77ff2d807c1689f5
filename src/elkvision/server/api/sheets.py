"""Cells for spreadsheets."""


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would take for a formula. Numbers stay numbers."""
    if not cell.startswith(("=", "+", "-", "@", "\t", "\r")) or _is_number(cell):
        return cell
    return f"'{cell}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
