"""Pictures of digits: photos, scans and screenshots, read as the drawing they show."""
