"""Runs the tests of this folder against BEDSIDE_URL and prints a last line `N passed, N failed`."""

import pathlib
import sys
import unittest


class Counted(unittest.TextTestResult):
    """Counts what passed: a test whose class could not be set up is in no other number."""

    passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here))
suite = unittest.defaultTestLoader.discover(str(here))
result = unittest.TextTestRunner(verbosity=2, resultclass=Counted).run(suite)
cases = [case for case, _ in result.failures + result.errors] + result.unexpectedSuccesses
failed = len({getattr(case, "test_case", case).id() for case in cases})  # sub-tests are one test
sys.stderr.flush()
print(f"{result.passed} passed, {failed} failed", flush=True)
sys.exit(1 if failed or not result.passed else 0)
