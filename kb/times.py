"""The present day where the law runs."""

from __future__ import annotations

from datetime import date

from .dates import LONDON
from .services import services


def today() -> date:
    """Today's civil date in London."""
    return services().config.now().astimezone(LONDON).date()
