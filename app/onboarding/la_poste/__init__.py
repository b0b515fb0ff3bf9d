"""Getting a contract from La Poste: the letter, the checklist and the reminders."""
