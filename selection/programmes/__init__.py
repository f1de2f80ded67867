"""评选项目: the definitions that ship with the system."""
