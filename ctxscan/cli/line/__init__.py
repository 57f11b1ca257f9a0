"""What a command line may hold, declared once, and the reader of those that are plainly right.

``cli/typed.py`` makes of the same declarations what typer reads, explains and refuses.
"""
