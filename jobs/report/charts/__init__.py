"""Charts: figures in, a `Drawing` out, one chart a module; the macros in templates draw it.

To add one: a module with ``draw``, a macro in ``templates/charts``, and a line in `CHARTS`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from jobs.report.charts import bars, dots, ladder, ranked, sparkline, stacked, timeline
from jobs.report.charts.drawing import Drawing

CHARTS: Final[Mapping[str, Callable[[Any], Drawing]]] = {
    "bars": bars.draw,
    "dots": dots.draw,
    "ladder": ladder.draw,
    "ranked": ranked.draw,
    "sparkline": sparkline.draw,
    "stacked": stacked.draw,
    "timeline": timeline.draw,
}
"""Every chart by the name of its macro."""

__all__ = ["CHARTS", "Drawing"]
