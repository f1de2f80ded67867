"""人员: whose account is opened, which roles it holds, and when it is closed."""
