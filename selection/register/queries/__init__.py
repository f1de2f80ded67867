"""What is asked about the people of the register: see the modules for each."""
