package explorer

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"
)

//go:embed assets
var assetFiles embed.FS

// asset is a file that pages refer to. Its name has a digest of its content, so
// that browsers may keep it for good.
type asset struct {
	mediaType string
	content   []byte
}

// assets are all of them by name; named are their names by those of the files.
var assets, named = readAssets(map[string]string{
	"style.css":  "text/css; charset=utf-8",
	"script.js":  "text/javascript; charset=utf-8",
	"symbol.svg": "image/svg+xml",
})

func readAssets(types map[string]string) (all map[string]asset, named map[string]string) {
	all, named = map[string]asset{}, map[string]string{}
	for file, mediaType := range types {
		content, err := assetFiles.ReadFile("assets/" + file)
		if err != nil {
			panic(err) // it is not embedded
		}
		digest := sha256.Sum256(content)
		extension := path.Ext(file)
		name := strings.TrimSuffix(file, extension) + "-" + hex.EncodeToString(digest[:8]) + extension
		all[name], named[file] = asset{mediaType, content}, name
	}
	return all, named
}

// asset answers a file.
func (v *visit) asset(name string) {
	file, ok := assets[name]
	if !ok {
		v.notFound()
		return
	}
	v.headers()
	v.c.Header("Cache-Control", "public, max-age=31536000, immutable")
	v.c.Data(http.StatusOK, file.mediaType, file.content)
}
