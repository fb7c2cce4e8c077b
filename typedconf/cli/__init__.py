"""The command line: its flags, options and words, what the flags print, and how errors look.

What is read:

    flags            the one table of flags
    words            sys.argv -> flags, and the words that are left
    groups           a search path and a composition -> the groups, what is chosen and what could be
    options          a schema and a composition -> the options that the config has
    names            options -> what a name means; strangers: what may be shown of one that means nothing
    reading          words and names -> overrides in order; option_values: what is given to one option -> its override
    composing        words -> the composition, in rounds, since options come with what is composed
    own_parameters   the arguments and options that a command of a Typer app has of its own; typer_command: its class

What a flag prints, each in a module that answers loads for it:

    answers          a command line with flags -> what it prints, and the status
    help             --help, gathered by sections; option_texts: an option -> its texts, node_documents: a node -> what
                     is said of it, key_page: one key -> all that is known of it; option_data: options -> data. layout
                     makes plain text of it; on a terminal terminal_help shows it, by command in the look of Typer
    config_text      --cfg
    explaining       --explain; annotating: a tree -> YAML with comments
    checks           --check
    versions         --version
    info             --info
    completion       --install-completion and its like, and what a shell asks

What is written:

    printing         texts and reports -> stdout and stderr; highlighting: a text -> its pieces, for a terminal
    columns          rows of texts -> lines
    machine          data -> JSON for other programs
    tasks            why something is no task, and where a task failed

A command line of overrides alone loads nothing of this.
"""
