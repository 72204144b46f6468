# fish completion for authwalk and check_authwalk: the program itself knows what may stand next.
function __authwalk_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l program (string replace -r '^~' $HOME -- $words[1])
    set -l lines ($program __complete $words 2>/dev/null)
    if test "$lines[1]" != :files
        string replace ' ' \t -- $lines
        return
    end
    set -l typed (commandline -ct)
    set -l before (string match -r -- '^--[^=]*=' $typed)
    printf "$before%s\n" (__fish_complete_path (string replace -r -- '^--[^=]*=' '' $typed))
end
complete -c authwalk -f -a "(__authwalk_complete)"
complete -c check_authwalk -f -a "(__authwalk_complete)"
