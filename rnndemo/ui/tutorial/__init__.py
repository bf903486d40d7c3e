"""The page "The code": the lines of a script, and what each of them made."""
