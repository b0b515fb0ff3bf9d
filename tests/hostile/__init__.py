"""Hostile input: every form of the program, each of its fields, and what an attacker puts there."""
