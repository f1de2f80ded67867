"""面试: what comes between the check and the experts where a definition asks for it."""
