"""Pictures of digits, as files -> the picture an MNIST network reads."""
