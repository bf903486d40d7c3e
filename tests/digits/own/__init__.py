"""The reader of the visitor's own, and what it learns from their hand."""
