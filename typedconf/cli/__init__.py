"""The command line: its flags and words, what the flags print, and how errors look.

    flags            the one table of flags
    words            sys.argv -> flags, the other words and what is wrong with them
    options/         the other words -> overrides, by the options that the composed config has
    answers          a command line with flags -> what it prints, and the status
    help/            --help
    config_text      --cfg
    explaining       --explain; annotating puts comments into YAML
    info/            --info
    checks           --check
    versions         --version
    completion/      what lets a shell complete words
    machine          data -> one strict JSON object
    printing         whatever is written to stdout and stderr; in columns, and highlighting in colours
    tasks            why something is no task, and where a task failed
    typer_command    a command of a Typer app that has a config, whose own_parameters are Typer's

A command line of overrides alone loads nothing of this.
"""
