package schemas

import "strconv"

// formats are the sentences of texts that are not of a form.
var formats = map[string]string{
	"email": "is no email address", "url": "is no URL", "http_url": "is no URL of http or https", "https_url": "is no URL of https",
	"uri": "is no URI", "origin": "is no origin such as https://example.com",
	"hostname": "is no host name", "hostname_rfc1123": "is no host name", "fqdn": "is no full domain name",
	"hostname_port": "is no host name with a port", "port": "is no port",
	"ip": "is no IP address", "ipv4": "is no IPv4 address", "ipv6": "is no IPv6 address", "mac": "is no MAC address",
	"cidr": "is no range of IP addresses", "cidrv4": "is no range of IPv4 addresses", "cidrv6": "is no range of IPv6 addresses",

	"uuid": "is no UUID", "uuid3": "is no UUID of version 3", "uuid4": "is no UUID of version 4", "uuid5": "is no UUID of version 5",
	"uuid7": "is no UUID of version 7", "ulid": "is no ULID", "e164": "is no phone number such as +4930123456",
	"isbn": "is no ISBN", "isbn10": "is no ISBN of 10 digits", "isbn13": "is no ISBN of 13 digits", "issn": "is no ISSN",
	"credit_card": "is no credit card number", "bic": "is no BIC", "semver": "is no version such as 1.2.3",
	"iso4217": "is no currency code such as EUR", "iso3166_1_alpha2": "is no country code such as DE",
	"iso3166_1_alpha3": "is no country code such as DEU", "bcp47_language_tag": "is no language tag such as de-CH",
	"timezone": "is no time zone such as Europe/Zurich", "latitude": "is no latitude", "longitude": "is no longitude",

	"json": "is no JSON", "jwt": "is no JWT", "base32": "is no base32", "base64": "is no base64", "base64url": "is no base64 for URLs",
	"base64rawurl": "is no base64 for URLs without padding", "hexadecimal": "is no hexadecimal number", "datauri": "is no data URI",
	"hexcolor": "is no colour such as #0a1b2c", "iscolor": "is no colour", "md5": "is no MD5 sum", "sha256": "is no SHA-256 sum",

	"alpha": "must have only the letters a to z", "alphaspace": "must have only the letters a to z, and blanks",
	"alphanum": "must have only the letters a to z, and digits", "alphanumspace": "must have only the letters a to z, digits and blanks",
	"alphaunicode": "must have only letters", "alphanumunicode": "must have only letters and digits",
	"numeric": "is no number", "number": "must have only digits", "boolean": "is no boolean such as true",
	"ascii": "must have only ASCII characters", "printascii": "must have only printable ASCII characters",
	"lowercase": "must be in lower case", "uppercase": "must be in upper case",
}

// contained are the sentences of texts that should have a part, or should not.
var contained = map[string]string{
	"contains": "does not contain ", "containsany": "contains none of the characters ", "containsrune": "does not contain ",
	"excludes": "must not contain ", "excludesall": "must contain none of the characters ", "excludesrune": "must not contain ",
	"startswith": "does not start with ", "endswith": "does not end with ",
	"startsnotwith": "must not start with ", "endsnotwith": "must not end with ",
}

// explainFormat explains what is wrong with a text.
func (f failure) explainFormat(e *InputError, tag string) bool {
	if sentence, ok := formats[f.Tag()]; ok { // an alias may have its own
		e.Code, e.Detail = InvalidFormat, sentence
		return true
	}
	if sentence, ok := formats[tag]; ok {
		e.Code, e.Detail = InvalidFormat, sentence
		return true
	}
	if sentence, ok := contained[tag]; ok {
		e.Code, e.Detail = InvalidFormat, sentence+strconv.Quote(f.Param())
		return true
	}
	switch tag {
	case "datetime":
		e.Code, e.Detail = InvalidFormat, "is no time written as "+f.Param()
	case "fieldcontains":
		e.Code, e.Detail = InvalidFormat, "does not contain the value of "+keyOf(f.owner, f.Param())
	case "fieldexcludes":
		e.Code, e.Detail = InvalidFormat, "must not contain the value of "+keyOf(f.owner, f.Param())
	default:
		return false
	}
	return true
}
