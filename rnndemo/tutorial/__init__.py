"""The code lesson: the two scripts of a tutorial, run line by line."""
