"""荣誉: the decision, the register, the past honours."""
