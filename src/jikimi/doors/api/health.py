"""Whether the process lives, and whether it can serve: database, migrations, queue."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.urls import path


def alive(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """Each part and whether it is ready; 503 when one is not."""
    parts = {"database": False, "migrations": False, "queue": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('procrastinate_jobs') IS NOT NULL")
            parts = {"database": True, "queue": bool(cursor.fetchone()[0]), "migrations": _done()}
    except DatabaseError:
        connection.close()
    status = 200 if all(parts.values()) else 503
    return JsonResponse({"status": "ok" if status == 200 else "unready", **parts}, status=status)


def _done() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


urls = [path("healthz", alive, name="healthz"), path("readyz", ready, name="readyz")]
