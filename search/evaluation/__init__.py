"""Evaluation: judged test sets, measures, and tests of significance."""
