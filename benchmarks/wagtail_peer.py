"""Wagtail's own search over units given as JSON: words in, a line each, places of units out. Run by `peers.wagtail`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

TOLD, DEEP = Path(sys.argv[1]), int(sys.argv[2])
MODELS = """
from django.db import models
from modelsearch import index

class Unit(index.Indexed, models.Model):
    title = models.TextField()
    heading = models.TextField()
    body = models.TextField()
    search_fields = [
        index.SearchField("title", boost=5),
        index.SearchField("heading", boost=3),
        index.SearchField("body"),
    ]
"""


def main() -> None:
    """Index everything, then answer until nothing more is asked."""
    package = TOLD.with_name("peerapp")
    package.mkdir(exist_ok=True)
    (package / "__init__.py").write_text("")
    (package / "models.py").write_text(MODELS)
    sys.path.insert(0, str(TOLD.parent))
    settings.configure(
        SECRET_KEY="only-for-a-benchmark",
        INSTALLED_APPS=["django.contrib.contenttypes", "modelsearch", "peerapp"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(TOLD.with_name("wagtail.sqlite"))}},
        MODELSEARCH_BACKENDS={"default": {"BACKEND": "modelsearch.backends.database"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from peerapp.models import Unit  # noqa: PLC0415 - made above

    rows = json.loads(TOLD.read_text("utf-8"))
    Unit.objects.bulk_create(
        [
            Unit(id=place + 1, title=title, heading=heading, body=body)
            for place, (title, heading, body) in enumerate(rows)
        ]
    )
    call_command("rebuild_modelsearch_index", verbosity=0)
    search = __import__("modelsearch.backends", fromlist=["get_search_backend"]).get_search_backend()
    for line in sys.stdin:
        try:
            found = [one.id - 1 for one in search.search(json.loads(line), Unit, operator="or")[:DEEP]]
        except Exception:
            found = []
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
