"""Where the bars of a histogram stand in its drawing; the page makes SVG of it."""

from dataclasses import dataclass

from web.histogram import Bar, Histogram

WIDTH = 10
"""Of a bar with the gap beside it."""
HEIGHT = 100
LOWEST = 3
"""The height of a bar that stands for little: it must be seen that there is something."""


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar, from `x`, and `height` high; 0 where there is nothing."""

    bar: Bar
    x: int
    height: float

    @property
    def y(self) -> float:
        """Its upper edge."""
        return round(HEIGHT - self.height, 2)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A histogram as it is drawn.

    Attributes:
        histogram: its bars in order of time.
        bars: the same with their places.
        shares: whether they show shares of the archive instead of counts.
        width: of all.
    """

    histogram: Histogram
    bars: tuple[DrawnBar, ...]
    shares: bool
    width: int
    height: int = HEIGHT
    bar_width: int = WIDTH - 2

    @classmethod
    def of(cls, histogram: Histogram, *, shares: bool, rightwards: bool) -> "Drawing":
        """Draw a histogram.

        Args:
            histogram: the bars.
            shares: whether to show shares of the archive instead of counts.
            rightwards: whether time goes as in left-to-right text.
        """
        most = histogram.most_share if shares else histogram.most
        last = len(histogram.bars) - 1
        drawn = []
        for place, bar in enumerate(histogram.bars):
            value = bar.share if shares else bar.count
            height = max(LOWEST, round(HEIGHT * value / most, 2)) if value else 0
            drawn.append(DrawnBar(bar, WIDTH * (place if rightwards else last - place), height))
        return cls(histogram, tuple(drawn), shares, WIDTH * len(drawn))
