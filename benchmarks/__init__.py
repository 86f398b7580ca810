"""Measures the product beside named peers, in one run: see docs/performance.md."""
