"""A reader of the visitor's own: trained in seconds, then taught their hand."""
