"""A console for what came from pages and people."""

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from indexer.base.printable import printable


class SafeConsole(Console):
    """A console that shows control characters of what it prints instead of sending them."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render, as `Console.render`."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else printable(text), style, control)
