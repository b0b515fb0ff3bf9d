"""Sendcloud's staff: invitations, replacements, and reassigning merchants."""
