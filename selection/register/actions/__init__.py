"""What is done to the register: see the modules for each."""
