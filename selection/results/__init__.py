"""核验结果: a result anybody can recompute from one signed file, and the way of any name from form to ballot."""
