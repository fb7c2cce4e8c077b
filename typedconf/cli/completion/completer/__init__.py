"""A command line up to the cursor goes in, what could stand there comes out. Run by a shell at each press of Tab.

    answering    what a shell hands over -> what it is told
    programs     the words that begin a line -> the program's path
    index_file   a program's path -> its index, which ``index`` beside this folder writes
    bash_words   a line of bash -> its words, and a word as bash quotes it
    line         words before the cursor -> the command, the options chosen, what waits for a value
    documents    a file of YAML -> its keys and its defaults list, by its lines alone
    config       an index and a line -> the groups and keys that there are
    keys         what a dotted key consists of
    values       a value up to the cursor -> where in it that stands
    completing   all of these -> the candidates

The index knows the program's flags, groups and types; the config folders say what options there are now. This imports
nothing of typedconf and nothing else that takes time to load: no json, re or typing. A shell runs it as a package of
its own, so imports in it are relative. A candidate is a tuple: the whole word, what is said of it, and whether the word
ends with it.

Whatever is wrong, with the index or the folders, there is nothing to complete, and no shell is disturbed.
"""
