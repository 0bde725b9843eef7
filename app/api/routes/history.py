"""Through which periods did a district go, and what was said of it?"""
