"""What the field's words mean: dates, statuses, published figures and names, in plain Python."""
