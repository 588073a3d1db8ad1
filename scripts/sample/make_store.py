"""Writes the stores of the sample workspace, with the real MLflow 3.17, into the folder that it is started in.

Started by make.mjs, which sets the clock and the ids (frozen/sitecustomize.py) and says where Git's commits are:

    python make_store.py COMMIT COMMIT COMMIT
"""

import sys

from story import assistant, flowers, forests, leftovers, registry, sweep


def make(commits):
    runs = forests.make(commits)
    registry.make(runs)
    flowers.make()
    sweep.make()
    leftovers.make(commits[-1])
    assistant.make()


if __name__ == "__main__":
    make(sys.argv[1:])
