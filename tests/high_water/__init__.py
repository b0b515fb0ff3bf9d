"""Tests of the high-water marks."""
