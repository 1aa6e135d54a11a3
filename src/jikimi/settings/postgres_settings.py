"""How the embedded PostgreSQL is tuned: durable first, then one small machine, silent logs."""

import os
from pathlib import Path

_MEGABYTE = 1024 * 1024

# Nothing about a person may reach a log: no statements, no parameters, no "Key (name)=(…)".
_SILENT_LOG = {
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgres-%a.log",
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
    "log_timezone": "UTC",
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}

_DURABLE = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "wal_level": "replica",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
}


def configuration(socket_folder: Path, *, port: int, compression: str) -> str:
    """The text of jikimi.conf, written anew at every start.

    compression: of pages in the log; with `lz4` an import of a million reports spends less than one
    hundredth of its time there, with `pglz`, which every PostgreSQL has, five.
    """
    settings = _SILENT_LOG | _DURABLE | _memory() | _connections(socket_folder, port=port)
    settings["wal_compression"] = compression
    lines = [f"{name} = {_quoted(value)}" for name, value in settings.items()]
    return "# Written by Jikimi at every start; changes here are lost.\n" + "\n".join(lines) + "\n"


def _connections(socket_folder: Path, *, port: int) -> dict[str, str]:
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(socket_folder),
        "unix_socket_permissions": "0700",
        "port": str(port),
        "max_connections": "60",
        "password_encryption": "scram-sha-256",
        "timezone": "UTC",
        "jit": "off",
        "random_page_cost": "1.1",
    }


def _memory() -> dict[str, str]:
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _MEGABYTE
    return {
        "shared_buffers": f"{min(max(machine // 8, 128), 2048)}MB",
        "effective_cache_size": f"{max(machine // 2, 256)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{min(max(machine // 16, 64), 512)}MB",
    }


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
