"""Reads: a file for each question. All that speak of status are built on `control_at`."""
