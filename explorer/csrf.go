package explorer

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
)

// cookieName holds a random value, of which forms have a signed copy: what was
// not sent from a page of the explorer in the same browser does not have both.
const cookieName = "crudfactory_explorer"

// How large a form of a body may be: each value is there twice, percent-encoding
// makes three bytes of one, and there are names beside.
const formFactor, formRest = 6, 64 << 10

// token is what a form of the client's browser has to bring along. A browser
// without the cookie gets one; as it is sent along with links from elsewhere,
// these do not replace it under open forms.
func (v *visit) token() string {
	value, err := v.c.Cookie(cookieName)
	if err != nil || len(value) < 32 {
		random := make([]byte, 32)
		_, _ = rand.Read(random) // it never fails
		value = base64.RawURLEncoding.EncodeToString(random)
		http.SetCookie(v.c.Writer, &http.Cookie{ //nolint:gosec // Secure is set where the connection is
			Name: cookieName, Value: value, Path: v.home() + "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
			Secure: v.secure(),
		})
	}
	return v.sign(value)
}

func (v *visit) sign(value string) string {
	mac := hmac.New(sha256.New, v.key)
	_, _ = mac.Write([]byte("crudfactory explorer form\x00" + value)) // it never fails
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// genuine reads a posted form, and answers what did not come from one of ours.
// Of these, some are stale.
func (v *visit) genuine() bool {
	if err := v.protection.Check(v.c.Request); err != nil {
		v.fail(foreign)
		return false
	}
	if err := v.readPosted(); err != nil {
		// The cause of one that breaks off has addresses of the server.
		f := &failure{Status: http.StatusBadRequest, Title: "The form cannot be read", Detail: "It is malformed, or it breaks off."}
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			f.Status, f.Detail = http.StatusRequestEntityTooLarge, "It is larger than what the application takes."
		}
		v.fail(f)
		return false
	}
	if !v.c.Request.PostForm.Has("token") {
		v.fail(foreign)
		return false
	}
	return true
}

// stale is nil where the form's token belongs to the browser's cookie. Otherwise
// nothing may be done but to show the form again.
func (v *visit) stale() *failure {
	value, err := v.c.Cookie(cookieName)
	if err == nil && hmac.Equal([]byte(v.sign(value)), []byte(v.c.Request.PostForm.Get("token"))) {
		return nil
	}
	return &failure{
		Status: http.StatusForbidden, Title: "Send the form once more",
		Detail: "Nothing has been changed: the form was no longer valid. Here it is again, as you sent it; " +
			"look at it before you send it. " +
			"Cookies have to be allowed.",
	}
}

// readPosted reads a form, no larger than one for the largest body.
func (v *visit) readPosted() error {
	most := int64(0)
	for _, r := range v.resources {
		most = max(most, r.Limits.BodyBytes)
	}
	v.c.Request.Body = http.MaxBytesReader(v.c.Writer, v.c.Request.Body, formFactor*most+formRest)
	return v.c.Request.ParseForm()
}

// foreign is told to whoever sends a form from elsewhere.
var foreign = &failure{
	Status: http.StatusForbidden, Title: "The form was not sent from here",
	Detail: "Nothing has been changed. Go back, load the page again, and send the form once more; cookies have to be allowed.",
}
