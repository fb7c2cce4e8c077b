"""A program's name goes in; the text that makes bash, zsh or fish ask the completer about it comes out.

Each text works alone, with nothing but the shell itself: it takes no package of completions. It asks with the Python
and the completer that are there when it is made; once these are gone, it completes nothing and says nothing.

A completer of ``python`` comes with each. It acts where the program that Python is told to run has an index, and hands
all else on to whatever completed it before.
"""

from __future__ import annotations

import os
import re
import sys
from shlex import quote
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MODULE_NAME: Final = "__main__.py"  # what ``python -m package`` runs is called by Python alone

_FOLDER: Final = os.path.dirname(os.path.abspath(__file__))
# Imported rather than run as a script, so that its byte code is kept; isolated from the user's folders and settings.
_RUN: Final = "import sys; sys.path.insert(0, sys.argv.pop(1)); from completer.answering import main; main()"


def script_for(shell: str, name: str, python: str | None = None) -> str:
    """What ``shell`` reads to complete the command ``name`` and programs that ``python`` runs.

    ``python`` is the interpreter that the completer is run with, this one unless another is said.
    """
    python = python or sys.executable
    common, own, quoted = _TEXTS[shell]
    words = {
        "@ask@": f"{quoted(python)} {quoted(_FOLDER)}",
        "@run@": quoted(_RUN),
        "@pythons@": " ".join(map(quoted, dict.fromkeys(("python", "python3", os.path.basename(python))))),
        "@name@": quoted(name),
        "@names@": " ".join(map(quote, _spellings(name))),
        "@function@": f"_typedconf_{_identifier(name)}",
    }
    text = common if name == MODULE_NAME else common + own
    # at once: a name may look like one of the words
    return re.sub("|".join(words), lambda found: words[found[0]], text).lstrip("\n")


def _identifier(name: str) -> str:
    """A part of a function's name, another for each ``name``: ``train_2e_py``."""
    return "".join(char if char.isascii() and char.isalnum() else f"_{ord(char):x}_" for char in name)


def _spellings(name: str) -> list[str]:
    """A name as it ends a word of bash, which compares the text of the line: with backslashes, before a quote."""
    escaped = "".join(char if char.isalnum() or char in "-_./+,:@%" else f"\\{char}" for char in name)
    return [name] if escaped == name else [name, escaped, f"{name}'", f'{name}"']


def quote_for_fish(text: str) -> str:
    """``text`` in the quotes of fish, where a backslash escapes itself and the quote."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


# -- bash --------------------------------------------------------------------------------------------------------------
# readline breaks words at "=" and ":", so the completer gets the line and gives what readline replaces. bash before 4,
# as macOS has it, knows no compopt; there, no word is ended by a blank that the completer doesn't bring.

_BASH: Final = r"""
_typedconf_ask() {
    local answer line
    [[ -x $1 && -r $2/completer/answering.py ]] || return 1
    answer=$("$1" -ISc @run@ "$2" bash "$3" "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null </dev/null)
    [[ $answer == +* ]] || return 1
    compopt -o nospace +o default +o bashdefault 2>/dev/null
    COMPREPLY=()
    while IFS= read -r line; do
        [[ -n $line ]] && COMPREPLY+=("$line")
    done <<< "${answer#+}"
    return 0
}
_typedconf_register() {
    if (( BASH_VERSINFO[0] < 4 )); then
        complete -o nospace -o bashdefault -o default -F "$1" -- "$2"
    else
        complete -o bashdefault -o default -F "$1" -- "$2"
    fi
}
_typedconf_python() {
    _typedconf_ask @ask@ python && return
    local name=${1##*/} before loader
    local variable=_typedconf_before_${name//[^a-zA-Z0-9]/_}
    before=${!variable-}
    if [[ -z $before ]]; then
        loader=$(complete -p -D 2>/dev/null)
        if [[ $loader =~ ' -F '([^ ]+) ]]; then
            loader=${BASH_REMATCH[1]}
            complete -r "$name" 2>/dev/null
            "$loader" "$@"
            before=$(complete -p "$name" 2>/dev/null)
            _typedconf_register _typedconf_python "$name"
        fi
        printf -v "$variable" %s "${before:-nothing}"
    fi
    if [[ $before =~ ' -o '([a-z]+) ]]; then
        compopt -o "${BASH_REMATCH[1]}" 2>/dev/null
    fi
    if [[ $before =~ ' -F '([^ ]+) ]]; then
        "${BASH_REMATCH[1]}" "$@"
    elif [[ $before == 'complete '* ]]; then
        before=${before#complete }
        local IFS=$'\n'
        eval "COMPREPLY=(\$(compgen ${before% *} -- \"\$2\"))" 2>/dev/null
    fi
}
for _typedconf_name in @pythons@; do
    _typedconf_variable=_typedconf_before_${_typedconf_name//[^a-zA-Z0-9]/_}
    if [[ -z ${!_typedconf_variable+known} ]]; then
        printf -v "$_typedconf_variable" %s "$(complete -p "$_typedconf_name" 2>/dev/null)"
    fi
    _typedconf_register _typedconf_python "$_typedconf_name"
done
unset _typedconf_name _typedconf_variable
"""

_BASH_PROGRAM: Final = """
@function@() { _typedconf_ask @ask@ program; }
for _typedconf_name in @names@; do _typedconf_register @function@ "$_typedconf_name"; done
unset _typedconf_name
"""

# -- zsh ---------------------------------------------------------------------------------------------------------------
# The words come without their quotes; compadd puts quotes where zsh wants them, as in \~db and db=\[a.

_ZSH: Final = r"""
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
_typedconf_ask() {
    local answer line text
    local -a lines whole whole_shown begun begun_shown listed
    local -i width=0
    [[ -x $1 && -r $2/completer/answering.py ]] || return 1
    answer="$($1 -ISc @run@ $2 zsh $3 "${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null </dev/null)"
    [[ $answer == +* ]] || return 1
    lines=("${(@f)answer}")
    shift lines
    for line in $lines; do
        text=${${line%%$'\t'*}[2,-1]}
        (( $#text > width )) && width=$#text
        [[ $line == *$'\t' ]] || listed=(-l)
    done
    for line in $lines; do
        text=${${line%%$'\t'*}[2,-1]}
        case $line in
            w*) whole+=("$text"); text=${(mr:width:)text}; whole_shown+=("$text  ${line#*$'\t'}") ;;
            p*) begun+=("$text"); text=${(mr:width:)text}; begun_shown+=("$text  ${line#*$'\t'}") ;;
        esac
    done
    compadd -U $listed -J typedconf -d whole_shown -a whole
    compadd -U $listed -J typedconf -S '' -d begun_shown -a begun
    return 0
}
_typedconf_python() {
    _typedconf_ask @ask@ python && return
    "${_typedconf_before[${words[1]:t}]:-_default}" "$@"
}
typeset -gA _typedconf_before
() {
    local name pattern
    for name in @pythons@; do
        [[ ${_comps[$name]-} == _typedconf_python ]] && continue
        _typedconf_before[$name]=${_comps[$name]-}
        for pattern in ${(k)_postpatcomps}; do
            [[ -z ${_typedconf_before[$name]} && $name == ${~pattern} ]] &&
                _typedconf_before[$name]=${_postpatcomps[$pattern]}
        done
        compdef _typedconf_python $name
    done
}
"""

_ZSH_PROGRAM: Final = """
@function@() { _typedconf_ask @ask@ program || _default "$@" }
compdef @function@ @name@
"""

# -- fish --------------------------------------------------------------------------------------------------------------
# It finds a command's own file of completions by the command's name on the path alone, which ./train.py is not; so this
# is for conf.d. The condition asks, once a Tab; what it was told is listed where it holds, and files where not.

_FISH: Final = r"""
function __typedconf_ask
    set -g __typedconf_lines
    test -x $argv[1] -a -r $argv[2]/completer/answering.py; or return 1
    set -l words (commandline -opc)
    set -l current (commandline -ct | string unescape)
    set -l lines ($argv[1] -ISc @run@ $argv[2] fish $argv[3] $words "$current" 2>/dev/null </dev/null)
    test "$lines[1]" = +; or return 1
    set -e lines[1]
    set -g __typedconf_lines $lines
    return 0
end
function __typedconf_answer
    test (count $__typedconf_lines) -gt 0; and printf '%s\n' $__typedconf_lines
end
for name in @pythons@
    complete -c $name -n "__typedconf_ask @ask@ python" -f -a '(__typedconf_answer)'
end
"""

_FISH_PROGRAM: Final = """
complete -c @name@ -n "__typedconf_ask @ask@ program" -f -a '(__typedconf_answer)'
"""

# shell -> the text for all programs, that for one that is called by its name, and how the shell quotes
_TEXTS: Final[Mapping[str, tuple[str, str, Callable[[str], str]]]] = {
    "bash": (_BASH, _BASH_PROGRAM, quote),
    "zsh": (_ZSH, _ZSH_PROGRAM, quote),
    "fish": (_FISH, _FISH_PROGRAM, quote_for_fish),
}
