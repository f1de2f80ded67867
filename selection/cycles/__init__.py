"""届次: opening a cycle of an award, its timetable, how far it has come."""
