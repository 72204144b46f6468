# bash completion for authwalk and check_authwalk: the program itself knows what may stand next.
_authwalk() {
  local cur words cword line
  _get_comp_words_by_ref -n '=:' cur words cword || return
  COMPREPLY=()
  while read -r line _; do
    if [[ $line == :files ]]; then
      [[ $cur == --*=* ]] && cur=${cur#*=}
      _filedir
      return
    fi
    COMPREPLY+=("$line")
  done < <("${words[0]/#\~/$HOME}" __complete "${words[@]:0:cword+1}" 2>/dev/null)
  [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace
  # bash replaces only what stands behind the last of these characters.
  local breaks=${COMP_WORDBREAKS//[^=:]/} before
  [[ $breaks && $cur == *["$breaks"]* ]] || return 0
  before=${cur%"${cur##*["$breaks"]}"}
  COMPREPLY=("${COMPREPLY[@]#"$before"}")
} && complete -F _authwalk authwalk check_authwalk
