"""The digit lesson: a recurrent network reads a picture row by row."""
