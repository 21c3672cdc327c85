package explorer

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
)

// PublicURL is where browsers reach the application's root, where a proxy in
// front of it takes a part of paths away, or names another host:
// "https://admin.example.com/shop" for one that asks for /explorer/ when a browser
// does for /shop/explorer/. Links and commands lead there, cookies are of its path
// and, with https, secure, and forms may come from its origin. Redirects of the
// application itself are handed on as they are.
func PublicURL(address string) Option { return func(e *Explorer) { e.publicURL = address } }

// FormAction lets forms end up at other origins, such as
// "https://login.example.com". Browsers hold the policy of a page against what a
// form is redirected to as well: an application that sends those to another host
// whose session has ended, to log in, needs it.
func FormAction(origins ...string) Option {
	return func(e *Explorer) { e.formAction = append(e.formAction, origins...) }
}

// settle checks the addresses of options, and keeps what pages need of them.
func (e *Explorer) settle() error {
	e.protection = http.NewCrossOriginProtection()
	err := e.settlePublic()
	sources := []string{"'self'"}
	for _, text := range e.formAction {
		u, wrong := parseAddress(text)
		if wrong == nil && strings.Trim(u.Path, "/") != "" {
			wrong = errors.New("an origin has no path")
		}
		if wrong == nil && strings.HasPrefix(u.Host, "[") {
			wrong = errors.New("a Content-Security-Policy cannot name an IPv6 address")
		}
		if wrong != nil {
			err = errors.Join(err, fmt.Errorf("explorer: FormAction %q: %w", text, wrong))
			continue
		}
		sources = append(sources, originOf(u))
	}
	e.policy = fmt.Sprintf(policy, strings.Join(sources, " "))
	return err
}

func (e *Explorer) settlePublic() error {
	if e.publicURL == "" {
		return nil
	}
	u, err := parseAddress(e.publicURL)
	if err == nil {
		e.prefix, e.origin = strings.TrimSuffix(u.EscapedPath(), "/"), originOf(u)
		plain := strings.TrimSuffix(u.Path, "/")
		if strings.HasSuffix(plain, "/") || plain != "" && path.Clean(plain) != plain {
			err = errors.New("the path has empty segments or dots")
		}
		if strings.Contains(e.prefix, ";") {
			err = errors.New("the path has a semicolon, which that of a cookie cannot have: write %3B")
		}
	}
	if err != nil {
		return fmt.Errorf("explorer: PublicURL %q: %w", e.publicURL, err)
	}
	return e.protection.AddTrustedOrigin(e.origin)
}

// hosts are names and addresses that end nothing in a policy, as ";" and blanks
// would.
var hosts = regexp.MustCompile(`^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?$`)

// parseAddress reads an absolute address that has nothing behind its path.
func parseAddress(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, errors.New("it is no URL")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("it does not begin with https:// or http://")
	case !hosts.MatchString(u.Host):
		return nil, errors.New("it has no host, or one that is no plain name")
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.HasSuffix(text, "#"):
		return nil, errors.New("it has more than a host and a path")
	}
	return u, nil
}

// originOf spells the origin as browsers do: in small letters, without the port
// that goes without saying.
func originOf(u *url.URL) string {
	host := strings.ToLower(u.Host)
	if port := u.Port(); port == "443" && u.Scheme == "https" || port == "80" && u.Scheme == "http" {
		host = strings.TrimSuffix(host, ":"+port)
	}
	return u.Scheme + "://" + host
}

// publicOrigin is where the client has reached the application.
func (v *visit) publicOrigin() string {
	switch {
	case v.origin != "":
		return v.origin
	case v.c.Request.TLS != nil || v.c.GetHeader("X-Forwarded-Proto") == "https":
		return "https://" + v.c.Request.Host
	}
	return "http://" + v.c.Request.Host
}

// secure reports a client that has come by https.
func (v *visit) secure() bool { return strings.HasPrefix(v.publicOrigin(), "https:") }

// home is the path of the mount as browsers see it.
func (v *visit) home() string { return v.prefix + v.base }
