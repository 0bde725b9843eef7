"""HTTP: routes ask the questions, the other modules keep the manners of API version 1."""
