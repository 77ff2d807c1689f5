"""How far a backup is: a bar on a terminal, a line a step elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn


class Showing:
    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)

    def say(self, words: str) -> None:
        self._console.print(words)

    @contextmanager
    def step(self, words: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """Hands out what is told of each piece of work that is done."""
        if not self._console.is_terminal:
            self.say(f"{words} …")
            yield lambda _: None
            return
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
        with Progress(*columns, TimeRemainingColumn(), console=self._console, transient=True) as progress:
            task = progress.add_task(words, total=total or None)
            yield lambda more: progress.advance(task, more)
        self.say(f"{words}: done")
