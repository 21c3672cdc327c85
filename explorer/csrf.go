package explorer

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
)

// cookieName holds a random value, of which forms have a signed copy: what was
// not sent from a page of the explorer in the same browser does not have both.
const cookieName = "crudfactory_explorer"

// sizes of forms: each value is there twice, and percent-encoding makes three
// bytes of one.
const formFactor, formRest = 6, 64 << 10

// protection refuses what browsers say comes from elsewhere.
var protection = http.NewCrossOriginProtection()

// token is what a form of the client's browser has to bring along. A browser
// without the cookie gets one.
func (v *visit) token() string {
	value, err := v.c.Cookie(cookieName)
	if err != nil || len(value) < 32 {
		random := make([]byte, 32)
		_, _ = rand.Read(random) // it never fails
		value = base64.RawURLEncoding.EncodeToString(random)
		http.SetCookie(v.c.Writer, &http.Cookie{ //nolint:gosec // Secure is set where the connection is
			Name: cookieName, Value: value, Path: v.base + "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
			Secure: v.c.Request.TLS != nil || v.c.GetHeader("X-Forwarded-Proto") == "https",
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
func (v *visit) genuine() bool {
	if err := protection.Check(v.c.Request); err != nil {
		v.fail(foreign)
		return false
	}
	most := int64(0)
	for _, r := range v.resources {
		most = max(most, r.Limits.BodyBytes)
	}
	if err := v.parse(formFactor*most + formRest); err != nil {
		f := &failure{Status: http.StatusBadRequest, Title: "The form cannot be read", Detail: err.Error()}
		if err == errTooLarge { //nolint:errorlint // parse answers it itself
			f.Status = http.StatusRequestEntityTooLarge
		}
		v.fail(f)
		return false
	}
	value, err := v.c.Cookie(cookieName)
	if err != nil || !hmac.Equal([]byte(v.sign(value)), []byte(v.c.Request.PostForm.Get("token"))) {
		v.fail(foreign)
		return false
	}
	return true
}

// foreign is told to whoever sends a form from elsewhere.
var foreign = &failure{
	Status: http.StatusForbidden, Title: "The form was not sent from here",
	Detail: "Nothing has been changed. Go back, load the page again, and send the form once more; cookies have to be allowed.",
}
