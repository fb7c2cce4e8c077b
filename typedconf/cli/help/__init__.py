"""What ``--help`` shows.

showing         a command line -> its help, printed
sections        a config -> its panels
key_page        all that is known of one key
node_documents  what the classes and groups of nodes say of themselves
layout          sections -> plain text
terminal        sections -> a terminal, in Typer's look
typer_help      flags and options -> the Typer command that is generated for it
"""
