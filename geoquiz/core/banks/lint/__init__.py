"""The linter: what makes a question poor although its file is sound; every rule has a permanent code.

`check_file` reads and lints a file; `LINTS` is the catalogue; `REPORTS` writes findings for people and programs.
"""

from geoquiz.core.banks.lint import ages, answers, explanations, options, repeats, stems, whole
from geoquiz.core.banks.lint.catalogue import LINTS, Level, Lint
from geoquiz.core.banks.lint.reports import REPORTS, explain, report
from geoquiz.core.banks.lint.run import Finding, check_file, chosen, findings_of, lint_bank

# The modules of lints enter their lints in the catalogue when they are imported.
RULES = (options, stems, repeats, explanations, ages, answers, whole)

# The catalogue is in the order of its codes, however the modules are imported.
for _code in sorted(LINTS):
    LINTS[_code] = LINTS.pop(_code)

__all__ = ["LINTS", "REPORTS", "RULES", "Finding", "Level", "Lint", "check_file", "chosen", "explain", "findings_of", "lint_bank",
           "report"]
