"""待办: where everybody lands; what is his to do now, and by when."""
