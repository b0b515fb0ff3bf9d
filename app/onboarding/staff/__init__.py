"""Sendcloud's own people: inviting them, replacing them, handing merchants over."""
