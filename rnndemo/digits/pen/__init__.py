"""A second reader: the path of the pen, one piece after another."""
