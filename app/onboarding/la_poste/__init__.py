"""Waiting for a contract with La Poste: the letter, what is to be obtained, the reminders."""
