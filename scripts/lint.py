"""Check the style of all SQL with sqlfluff, in one process a core: python scripts/lint.py [folder or file ...]

The processes that sqlfluff itself starts send every parsed file back, which takes a third of the
time; these take their share of the files and give nothing back but whether it is clean.
"""

import gc
import multiprocessing
import os
import sys
from pathlib import Path

from sqlfluff.cli.commands import cli

ROOT = Path(__file__).parent.parent


def lint(files):
    # Parsed files are millions of objects that go by themselves.
    gc.set_threshold(200_000, 50, 1000)
    cli(["lint", *files])


def shares(files, count):
    """As many lists of files, all about as long to read."""
    by_size = sorted(files, key=lambda file: -file.stat().st_size)
    return [[str(file) for file in by_size[start::count]] for start in range(count)]


def main(paths):
    folders = [Path(path) for path in paths or ("models", "tests", "analyses")]
    files = [file for folder in folders for file in ([folder] if folder.is_file() else folder.rglob("*.sql"))]
    # What the macros of generic tests become is seen in no file of their own.
    files = [file for file in files if "generic" not in file.parts]
    processes = [
        multiprocessing.Process(target=lint, args=(share,))
        for share in shares(files, min(os.cpu_count(), 4, len(files)))
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return int(any(process.exitcode for process in processes))


if __name__ == "__main__":
    os.chdir(ROOT)
    # dbt asks which tables there are, and a file serves one process at a time.
    os.environ["CRO_DUCKDB_PATH"] = ":memory:"
    sys.exit(main(sys.argv[1:]))
