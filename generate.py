#!/usr/bin/env python3
"""Starts Printroom from any folder: `python3 generate.py --help`."""

import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent
VENV = HOME / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NOT_READY = "The program is not set up yet: run `make pack` (or `make setup`) once."

if __name__ == "__main__":
    if Path(sys.prefix).resolve() != VENV.resolve():  # start again with the Python of .venv
        if not PYTHON.exists():
            print(NOT_READY, file=sys.stderr)
            sys.exit(2)
        os.environ.pop("PYTHONHOME", None)  # it would keep Python from finding .venv
        command = [str(PYTHON), __file__, *sys.argv[1:]]
        if os.name == "nt":
            sys.exit(subprocess.call(command))
        os.execv(PYTHON, command)

    if str(HOME) not in sys.path:  # as with PYTHONSAFEPATH
        sys.path.insert(0, str(HOME))

    from printroom.cli import main

    main()
