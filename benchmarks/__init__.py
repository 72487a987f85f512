"""Measurements of the program, each a command."""
