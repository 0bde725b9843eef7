"""What do answers look like? Typed dictionaries: checked by mypy, documented in the OpenAPI."""
