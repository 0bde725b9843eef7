"""What it costs, measured on theatres that are made up for it."""
