"""Charts: figures in, a `Drawing` out, one chart a module; the macros in templates draw it.

To add one: a module with ``draw``, a macro in ``templates/charts``, and a line in `CHARTS`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from jobs.report.charts import bars, ladder, ranked, sparkline, stacked
from jobs.report.charts.drawing import Drawing

CHARTS: Final[Mapping[str, Callable[[Any], Drawing]]] = {
    "bars": bars.draw,
    "ladder": ladder.draw,
    "ranked": ranked.draw,
    "sparkline": sparkline.draw,
    "stacked": stacked.draw,
}
"""Every chart by the name of its macro."""

__all__ = ["CHARTS", "Drawing"]
