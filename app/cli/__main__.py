"""`python -m app.cli` is `frontline`, for where no script is installed."""

from app.cli import main

main()
