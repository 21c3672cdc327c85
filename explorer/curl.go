package explorer

import (
	"net/url"
	"strings"

	"github.com/crudfactory/crudfactory/schemas"
)

// curl is the request behind the page as a command. Credentials are the reader's
// to add: those of the browser stay where they are.
func (v *visit) curl(values url.Values) string {
	command := []string{"curl --globoff"}
	if len(values) > 0 {
		command[0] += " --get"
	}
	command[0] += " " + quoted(v.publicOrigin()+v.prefix+v.at.target())
	for _, name := range schemas.Names(values) {
		for _, value := range values[name] {
			// curl encodes what is behind the first "=" only.
			command = append(command, "--data-urlencode "+quoted(readable.Replace(url.QueryEscape(name))+"="+value))
		}
	}
	return strings.Join(command, " \\\n  ")
}

// quoted is a word for a POSIX shell, whatever is in it.
func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }
