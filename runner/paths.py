"""Where things are in the working copy."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NLU = ROOT / "nlu"
PYTHON = ROOT / ".venv" / "bin" / "python"
NLU_PYTHON = NLU / ".venv" / "bin" / "python"
DATA_DIR = ROOT / ".data"
