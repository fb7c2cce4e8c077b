"""Completion: what a shell offers at a press of Tab, for programs and for apps of several commands.

    completer    a line up to the cursor -> what could stand there; a package of its own, run by the shell
    describing   a program -> what the completer needs to know of it, as plain data
    index        where that is kept, as JSON in the user's cache, and when it is written
    shells       a program's name -> the text that makes bash, zsh or fish ask the completer
    writing      a file's path and content -> the file, whole or not at all
    installing   --install-completion, --show-completion, --uninstall-completion

A press of Tab reads the folders of configs as they are, and types from the index. A Tab that finds no index leaves an
empty one; a run that finds one that is empty or older than the program's schemas writes it anew.
"""
