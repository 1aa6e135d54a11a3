"""Directories brought over a page: tried, looked at, applied or thrown away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jikimi.access.actor import Actor
from jikimi.access.bringing import Bringing
from jikimi.directory.importing import (
    IMPORT,
    counts_of,
    explained,
    import_directory,
    try_import,
    write_rejects,
)
from jikimi.directory.importing_plan import Plan
from jikimi.directory.models import Upload
from jikimi.settings.folders import uploads_folder

SHOWN = 200


def _attempt(actor: Actor, upload: Upload) -> dict[str, Any]:
    upload.source = upload.source or Path(upload.file_name).stem.lower()[:60]
    plan = try_import(actor=actor, path=upload.path, source=upload.source, name=upload.file_name)
    return {"source": upload.source, "findings": _findings(actor, upload, plan)}


def _apply(actor: Actor, upload: Upload) -> dict[str, Any]:
    done = import_directory(
        actor=actor, path=upload.path, source=upload.source, name=upload.file_name
    )
    batch = done.batch.pk if done.batch else None
    return {"batch_id": batch, "findings": _findings(actor, upload, done.plan)}


def _findings(actor: Actor, upload: Upload, plan: Plan) -> dict[str, Any]:
    """What the page tells: figures, and the first rows of each kind."""
    rejects = write_rejects(plan.package, uploads_folder() / f"{upload.pk}.rejects")
    told = explained(plan, actor=actor, most=SHOWN)
    return {**counts_of(plan), **told, "rejects": rejects.name if rejects else ""}


DIRECTORIES = Bringing(Upload, IMPORT, _attempt, _apply)
