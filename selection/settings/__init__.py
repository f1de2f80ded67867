"""设置: facts an administrator may change while the system runs, and the calendar of working days."""
