"""The command line: its flags and words, what the flags print, and how errors look.

    flags        the one table of flags
    words        sys.argv -> flags, overrides and what is wrong with them
    answers      a command line with flags -> what it prints, and the status
    config_text  what --cfg prints
    help         what --help prints, gathered from groups and fields; layout makes plain text of it, command a Typer
                 command for a terminal
    printing     whatever is written to stdout and stderr
    tasks        why something is no task, and where a task failed

A command line of overrides alone loads nothing of this.
"""
