"""People at work: for which company they speak, who belongs to it, and what stops them."""
