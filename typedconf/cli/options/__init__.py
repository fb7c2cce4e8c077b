"""Options: what a command line may set of the composed config, and what its words set.

groups     a composition -> its groups, what is chosen in each and what could be
listing    a schema and a composition -> the options that there are
texts      one option -> what is said of it
data       options -> data for other programs
composing  words -> the composition that they ask for: compose, read options, until nothing changes
reading    words and options -> overrides
names      what a word names: an option, in whatever spelling, or nothing
strangers  what to say of a name that means nothing
values     the text of an option -> its value
"""
