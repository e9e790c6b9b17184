"""Runs the tests of this folder against BEDSIDE_URL and prints a last line `N passed, N failed`."""

import pathlib
import sys
import unittest

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here))
result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.discover(str(here)))
cases = {getattr(case, "test_case", case).id() for case, _ in result.failures + result.errors}
failed = len(cases | {case.id() for case in result.unexpectedSuccesses})
passed = max(0, result.testsRun - failed - len(result.skipped) - len(result.expectedFailures))
sys.stderr.flush()
print(f"{passed} passed, {failed} failed", flush=True)
sys.exit(1 if failed or not passed else 0)
