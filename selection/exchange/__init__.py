"""征询交换: lists out to departments, their answers in, by a link that opens once and a code told apart."""
