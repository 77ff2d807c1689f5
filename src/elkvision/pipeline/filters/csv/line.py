"""One line of CSV, read as strictly as Ruby's library does: what is quoted is quoted whole."""


class BadLine(ValueError):
    """The line is no CSV."""


def read_line(text: str, separator: str, quote: str) -> list[str | None]:
    """The columns of the first line; an empty column is None, an empty quoted one is "". Raises BadLine."""
    if quote and quote in text:
        return _read_quoted(text, separator, quote)
    end = text.find("\n")
    if end >= 0:
        text = text[:end]
    text = text.removesuffix("\r")
    if "\r" in text:
        raise BadLine("a carriage return stands within the line")
    return [column or None for column in text.split(separator)]


def _read_quoted(text: str, separator: str, quote: str) -> list[str | None]:
    columns: list[str | None] = []
    at = 0
    while True:
        if text.startswith(quote, at):
            column, at = _quoted(text, at + len(quote), quote)
            columns.append(column)
        else:
            end = _plain_end(text, at, separator)
            column = text[at:end]
            if quote in column:
                raise BadLine("a quote stands within a column that is not quoted")
            columns.append(column or None)
            at = end
        if text.startswith(separator, at):
            at += len(separator)
        elif at >= len(text) or text[at] in "\r\n":
            return columns
        else:
            raise BadLine("something follows the quote that closes a column")


def _plain_end(text: str, at: int, separator: str) -> int:
    ends = [end for end in (text.find(separator, at), text.find("\n", at), text.find("\r", at)) if end >= 0]
    return min(ends, default=len(text))


def _quoted(text: str, at: int, quote: str) -> tuple[str, int]:
    """The column whose opening quote has been read, and where what follows its closing quote begins."""
    column = ""
    while True:
        end = text.find(quote, at)
        if end < 0:
            raise BadLine("a quoted column is not closed")
        column += text[at:end]
        at = end + len(quote)
        if not text.startswith(quote, at):
            return column, at
        column += quote
        at += len(quote)
