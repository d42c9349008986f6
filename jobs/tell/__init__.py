"""How the program does in, what is said of it out: once, to the lead and to the operator."""
