"""``python -m jobs`` is the command ``buurtsignaal``."""

from jobs.cli import main

if __name__ == "__main__":
    main()
