"""What the commands of `fabula` do; imported only when one of them is called."""
