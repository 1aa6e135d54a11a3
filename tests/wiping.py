"""What tests committed is wiped away; the staff role cannot empty tables, the administrator can."""

from __future__ import annotations

import os

from jikimi.settings import embedded, roles


def wipe() -> None:
    """Empty every table but those that migrations filled."""
    name = os.environ["JIKIMI_DB_NAME"]
    with roles.connect({**embedded.dsn("admin"), "dbname": name}, autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")
        tables = admin.execute(
            "SELECT string_agg(format('%I', relname), ', ') FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace AND relname NOT IN ('django_migrations',"
            " 'access_key', 'access_lane', 'cases_walled', 'django_content_type',"
            " 'auth_permission')"
        ).fetchone()
        admin.execute(f"TRUNCATE {tables[0]} CASCADE")
        admin.execute(
            "UPDATE access_lane SET number = 0,"
            " hash = sha256(convert_to('jikimi lane ' || lane, 'UTF8'))"
        )
