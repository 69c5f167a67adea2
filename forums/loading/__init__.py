"""Loads the standing structure of a federation from its file: who the parties are, what is agreed, who meets in what.

`read_content` says everything that is wrong with the files before anything is written; `load_federation` writes all of
it or nothing.
"""

from forums.loading.load import DATA_FOLDER, TEMPLATES_FILE, Summary, load_federation
from forums.loading.problems import LoadRefused, Problem

__all__ = ["DATA_FOLDER", "TEMPLATES_FILE", "LoadRefused", "Problem", "Summary", "load_federation"]
