package crud_test

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// forgedWorld has the statements of its factory counted.
type forgedWorld struct {
	keyedWorld

	statements *dbtest.Statements
}

func openForged(t *testing.T, open func(testing.TB, ...any) *gorm.DB) *forgedWorld {
	t.Helper()
	w := openKeyed(t, open)
	w.insert(t, fewKeyed(9)...)
	return w.recorded(w.factory)
}

// recorded counts the statements of a factory of its own, so that subtests can
// run beside each other.
func (w keyedWorld) recorded(f *crud.CrudFactory[keyed]) *forgedWorld {
	db, statements := dbtest.Recorder(w.db)
	w.factory = f.With(db)
	w.view = crud.Must(crud.As[KeyedRead](w.factory))
	return &forgedWorld{w, statements}
}

func (w *forgedWorld) eachKind(t *testing.T, run func(t *testing.T, w *forgedWorld, kind string)) {
	t.Helper()
	w.keyedWorld.eachKind(t, func(t *testing.T, kind string) { run(t, w.recorded(w.factory), kind) })
}

// token is a cursor in the middle of a list by one column, ascending.
func (w *forgedWorld) token(t rapid.TB, column string) string {
	t.Helper()
	return keyedWalk{w.keyedWorld, []stoneKey{{path: column}}, 4}.page(t, "").Next
}

// ask brings a cursor to the list by one column, and answers how many statements
// that took.
func (w *forgedWorld) ask(t rapid.TB, column, token string, pairs ...string) (statements int, err error) {
	t.Helper()
	walk := keyedWalk{w.keyedWorld, []stoneKey{{path: column}}, 4}
	q := walk.query(t, append([]string{"pagination_type", "cursor", "cursor", token}, pairs...)...)
	w.statements.Reset()
	_, err = w.view.CursorPaginate(ctx, q)
	return w.statements.Len(), err
}

// refuse wants the cursor refused before any SQL.
func (w *forgedWorld) refuse(t rapid.TB, name, column, token string, pairs ...string) {
	t.Helper()
	if n, err := w.ask(t, column, token, pairs...); !errors.Is(err, crud.ErrInvalidCursor) || n > 0 {
		t.Errorf("%s, %s: got %v after %d statements", column, name, err, n)
	}
}

// refuseOrKeep refuses a value of one column, unless it is one that SQLite keeps
// in a column of texts: then it is a place in the list.
func (w *forgedWorld) refuseOrKeep(t *testing.T, name, column string, v any) {
	t.Helper()
	token := forge(t, w.token(t, column), v, int64(1))
	_, isText := v.(string)
	_, isBytes := v.([]byte)
	if w.db.Name() != "sqlite" || ownType(strings.TrimPrefix(column, "maybe_")) != "text" || !isText && !isBytes {
		w.refuse(t, name, column, token)
		return
	}
	if _, err := w.ask(t, column, token); err != nil {
		t.Errorf("%s, %s: got %v", column, name, err)
	}
}

// forgedHead is how many bytes of a token stand before its values: a version,
// flags and the digest of the list; the checksum behind them has 8.
const forgedHead, forgedSum = 18, 8

func openToken(t rapid.TB, token string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// forgeBytes makes a token as a client can that knows the code.
func forgeBytes(payload []byte) string {
	sum := sha256.Sum256(payload)
	return base64.RawURLEncoding.EncodeToString(append(slices.Clip(payload), sum[:forgedSum]...))
}

// forge puts other values into a token of the same list.
func forge(t rapid.TB, token string, values ...any) string {
	t.Helper()
	digest := pagination.Digest(openToken(t, token)[2:forgedHead])
	forged, err := pagination.Plain().Encode(pagination.Cursor{Values: values}, digest)
	if err != nil {
		t.Fatal(err)
	}
	return forged
}

// valuesOf reads the values of a token.
func valuesOf(t rapid.TB, token string) (values []any) {
	t.Helper()
	b := openToken(t, token)
	for rest := b[forgedHead : len(b)-forgedSum]; len(rest) > 0; {
		v, left, err := schemas.ReadValue(rest)
		if err != nil {
			t.Fatal(err)
		}
		values, rest = append(values, v), left
	}
	return values
}

// TestForgedKeysAreReal makes sure that the tokens below fail for their values:
// with the right ones they are the library's own.
func TestForgedKeysAreReal(t *testing.T) {
	t.Parallel()
	w := openForged(t, dbtest.Postgres)
	for _, kind := range w.kinds {
		token := w.token(t, kind)
		b := openToken(t, token)
		if forge(t, token, valuesOf(t, token)...) != token || forgeBytes(b[:len(b)-forgedSum]) != token {
			t.Errorf("%s: the forgery differs from %q", kind, token)
		}
	}
}

// TestKeyKindForeignCursors brings cursors where they do not belong.
func TestKeyKindForeignCursors(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		openForged(t, open).eachKind(t, func(t *testing.T, w *forgedWorld, kind string) {
			column := "maybe_" + kind
			token := w.token(t, column)
			for name, order := range map[string]string{
				"direction": "-" + column, "placement": column + ".nullsfirst", "direction and placement": "-" + column + ".nullslast",
				"column": kind, "one key more": column + "," + kind, "one key before": kind + "," + column,
				"direction of the tie-break": column + ",-id", "order": "id",
			} {
				w.refuse(t, name, column, token, "order_by", order)
			}
			w.refuse(t, "filter", column, token, "filter_by[label]", "new")
			w.refuse(t, "search", column, token, "search", "a")
			// For a column without NULLs their place is no other order.
			if _, err := w.ask(t, kind, w.token(t, kind), "order_by", kind+".nullsfirst"); err != nil {
				t.Errorf("another placement of no NULLs: %v", err)
			}
			w.otherResource(t, column, token)
		})
	})
}

// keyedTwin is another resource with the same columns.
type keyedTwin keyed

func (w *forgedWorld) otherResource(t *testing.T, column, token string) {
	t.Helper()
	db, statements := dbtest.Recorder(w.db)
	twins := crud.Must(crud.New(db, keyedConfig[keyedTwin](w.kinds)))
	statements.Reset()
	_, err := twins.CursorPaginate(ctx, ask(t, twins, "pagination_type", "cursor", "order_by", column, "cursor", token))
	if !errors.Is(err, crud.ErrInvalidCursor) || statements.Len() > 0 {
		t.Errorf("%s, resource: got %v after %d statements", column, err, statements.Len())
	}
}

// TestKeyKindAlteredCursors cuts, lengthens and flips what clients carry, in
// each protection.
func TestKeyKindAlteredCursors(t *testing.T) {
	t.Parallel()
	secret := []byte(strings.Repeat("k", pagination.MinKeyLength))
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		world := openForged(t, open)
		for name, codec := range map[string]pagination.Codec{
			"plain": pagination.Plain(), "signed": pagination.Signed(secret), "sealed": pagination.Sealed(secret),
		} {
			config := keyedConfig[keyed](world.kinds)
			config.Cursor = codec
			factory := crud.Must(crud.New(world.db, config))
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := world.recorded(factory)
				for _, kind := range w.kinds {
					w.altered(t, kind, w.token(t, kind))
				}
			})
		}
	})
}

func (w *forgedWorld) altered(t *testing.T, column, token string) {
	t.Helper()
	if _, err := w.ask(t, column, token); err != nil {
		t.Fatalf("%s: the token itself: %v", column, err)
	}
	b := openToken(t, token)
	for i := range b {
		flipped := slices.Clone(b)
		flipped[i] ^= 1 << (i % 8) // one bit of each byte
		w.refuse(t, "a flipped bit", column, base64.RawURLEncoding.EncodeToString(flipped))
	}
	for i := 1; i < len(token); i++ {
		w.refuse(t, "cut", column, token[:i])
		w.refuse(t, "cut at the front", column, token[i:])
	}
	for name, other := range map[string]string{
		"1 MB":            strings.Repeat("A", 1<<20),
		"1 MB of itself":  strings.Repeat(token, 1<<20/len(token)),
		"twice":           token + token,
		"padded":          token + "==",
		"a line break":    token + "\n",
		"a NUL":           token + "\x00",
		"not base64":      "*" + token[1:],
		"no UTF-8":        "\xff\xfe",
		"in other digits": base64.StdEncoding.EncodeToString(append(b, 0xff)),
		"JSON":            `{"id":1}`,
		"SQL":             "' OR 1=1 --",
	} {
		w.refuse(t, name, column, other)
	}
}

// TestKeyKindRandomCursors: no bytes are a cursor by chance.
func TestKeyKindRandomCursors(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w := openForged(t, open)
		rapid.Check(t, func(t *rapid.T) {
			column := rapid.SampledFrom(w.kinds).Draw(t, "column")
			b := rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "bytes")
			w.refuse(t, "random bytes", column, base64.RawURLEncoding.EncodeToString(b))
			w.refuse(t, "random bytes with a checksum", column, forgeBytes(b))
			w.refuse(t, "random text", column, rapid.StringN(1, 100, -1).Draw(t, "text"))
		})
	})
}

// strangers is a value of each type that tokens hold.
var strangers = map[string]any{
	"NULL": nil, "boolean": true, "integer": int64(1), "float": 1.5, "text": "x", "bytes": []byte("x"), "time": time.Unix(0, 0),
}

// ownType is the type that a column's values have in tokens.
func ownType(kind string) string {
	switch kind {
	case "float", "plain", "real":
		return "float"
	case "big", "small":
		return "integer"
	case "day", "at":
		return "time"
	case "flag":
		return "boolean"
	case "bytes":
		return "bytes"
	}
	return "text"
}

// TestKeyKindForgedTypes brings too few values, too many, and values of other
// types than the columns have.
func TestKeyKindForgedTypes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		openForged(t, open).eachKind(t, func(t *testing.T, w *forgedWorld, kind string) {
			for _, column := range []string{kind, "maybe_" + kind} {
				token := w.token(t, column)
				for name, v := range strangers {
					if name == ownType(kind) || v == nil && column != kind {
						continue
					}
					w.refuseOrKeep(t, name, column, v)
				}
				own := valuesOf(t, w.token(t, kind))[0]
				for name, values := range map[string][]any{
					"no values": {}, "one value": {own}, "three values": {own, int64(1), int64(1)}, "eight more": append(slices.Repeat([]any{own}, 9), int64(1)),
					"no id": {own, nil}, "a text for the id": {own, "1"}, "a float for the id": {own, 1.0}, "bytes for the id": {own, []byte("1")},
					"the other way round": {int64(1), own},
				} {
					if name != "the other way round" || ownType(kind) != "integer" {
						w.refuse(t, name, column, forge(t, token, values...))
					}
				}
				if _, err := w.ask(t, column, forge(t, token, own, int64(-5))); err != nil {
					t.Errorf("%s: a place where no row is: %v", column, err)
				}
			}
			if _, err := w.ask(t, "maybe_"+kind, forge(t, w.token(t, "maybe_"+kind), nil, int64(1))); err != nil {
				t.Errorf("%s: a place among NULLs: %v", kind, err)
			}
		})
	})
}

// forgedValues have the right type, and are nothing that their column holds.
var forgedValues = map[string][]any{
	"scaled":  forgedDecimals,
	"numeric": forgedDecimals,
	"float":   forgedDecimals,
	"small":   {int64(math.MinInt16 - 1), int64(math.MaxInt16 + 1), int64(math.MinInt64), int64(math.MaxInt64)},
	"day":     {time.UnixMicro(math.MinInt64), time.Date(-5000, 1, 1, 0, 0, 0, 0, time.UTC)},
	"at":      {time.UnixMicro(math.MinInt64), time.Date(-5000, 1, 1, 0, 0, 0, 0, time.UTC)},
	"uid": {
		"", "0", "' OR 1=1 --", "00000000000000000000000000000000", "{00000000-0000-0000-0000-000000000000}",
		"00000000-0000-0000-0000-00000000000g", "00000000-0000-0000-0000-0000000000000", "0000000-00000-0000-0000-000000000000",
	},
	"mood":   forgedTexts,
	"label":  forgedTexts,
	"folded": forgedTexts,
	"text":   forgedTexts,
}

var forgedDecimals = []any{
	"", " ", "abc", "1e5", "1E5", "0x10", "1_000", "1,5", "+1", "--1", "-", ".", "1.", ".5", "1.2.3", " 1", "1 ", "\u0661", "1\x00",
	"nan", "inf", "infinity", "+Infinity", "1; DROP TABLE keyeds", "0." + strings.Repeat("1", 16384),
}

var forgedTexts = []any{"\x00", "a\x00b", "\xff", "a\xc3", "\xed\xa0\x80"}

// refusedByDatabase are values that only PostgreSQL knows to be none.
var refusedByDatabase = map[string][]any{
	"mood":  {"bored", "", "SAD", "sad ", "'", "happy\n"},
	"float": {strings.Repeat("9", 400), "0." + strings.Repeat("0", 400) + "1"},
	"real":  {strings.Repeat("9", 40), "0." + strings.Repeat("0", 60) + "1"},
}

// TestKeyKindForgedValues brings numbers out of range, decimals that are none,
// and labels that do not exist.
func TestKeyKindForgedValues(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w := openForged(t, open)
		for _, kind := range w.kinds {
			for _, v := range forgedValues[kind] {
				for _, column := range []string{kind, "maybe_" + kind} {
					w.refuseOrKeep(t, fmt.Sprintf("%.50q", v), column, v)
				}
			}
		}
	})
}

// TestKeyKindsRefusedByPostgres: what the database refuses is an invalid cursor
// too, and not the server's mistake.
func TestKeyKindsRefusedByPostgres(t *testing.T) {
	t.Parallel()
	w := openForged(t, dbtest.Postgres)
	for kind, values := range refusedByDatabase {
		for _, column := range []string{kind, "maybe_" + kind} {
			for _, v := range values {
				n, err := w.ask(t, column, forge(t, w.token(t, column), v, int64(1)))
				if !errors.Is(err, crud.ErrInvalidCursor) || n != 1 {
					t.Errorf("%s, %s: got %v after %d statements", column, v, err, n)
				}
			}
		}
	}
}

// TestKeyKindUndeclaredLabel: a text column may hold what is not declared, so a
// cursor may too; it goes on from there.
func TestKeyKindUndeclaredLabel(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w := openKeyed(t, open)
		rows := fewKeyed(4)
		for i, class := range []int{0, 1, 2, 3} { // archived, done, new, no label
			rows[i].cells["label"] = keyedPools["label"].cell(class, 0)
		}
		w.insert(t, rows...)
		walk := keyedWalk{w, []stoneKey{{path: "label"}}, 1}
		for label, want := range map[string][]int64{
			"":      {rows[0].id},
			"bored": {rows[1].id},
			"no":    {rows[3].id},
			"zzz":   nil,
		} {
			page := walk.page(t, forge(t, walk.page(t, "").Next, label, int64(math.MaxInt64)))
			if diff := gocmp.Diff(want, page.IDs); diff != "" {
				t.Errorf("behind %q (-want +got):\n%s", label, diff)
			}
		}
	})
}

// TestKeyKindsSurviveForgery flips every bit of the values, with the checksum
// made right: what comes is a place in the list or an invalid cursor.
func TestKeyKindsSurviveForgery(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		openForged(t, open).eachKind(t, func(t *testing.T, w *forgedWorld, kind string) {
			token := w.token(t, "maybe_"+kind)
			payload := openToken(t, token)
			payload = payload[:len(payload)-forgedSum]
			for bit := range len(payload) * 8 {
				if i := bit / 8; i >= 2 && i < forgedHead && bit%8 != i%8 {
					continue // one bit of each byte of the digest is enough
				}
				flipped := slices.Clone(payload)
				flipped[bit/8] ^= 1 << (bit % 8)
				_, err := w.ask(t, "maybe_"+kind, forgeBytes(flipped))
				if head := bit >= 2*8 && bit < forgedHead*8; err != nil && !errors.Is(err, crud.ErrInvalidCursor) || head && err == nil {
					t.Errorf("bit %d of %x: got %v", bit, payload, err)
				}
			}
		})
	})
}

// TestKeyKindsRandomForgery puts drawn values of every type into tokens.
func TestKeyKindsRandomForgery(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w := openForged(t, open)
		value := rapid.OneOf(
			rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.Int64().AsAny(), rapid.Float64().AsAny(), rapid.String().AsAny(),
			rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), math.MaxFloat64}).AsAny(),
			rapid.StringMatching(`-?[0-9]{1,400}(\.[0-9]{1,400})?|NaN|-?Infinity`).AsAny(), rapid.SliceOf(rapid.Byte()).AsAny(),
			rapid.Map(rapid.Int64(), time.UnixMicro).AsAny(), rapid.SampledFrom([]string{"sad", "00000000-0000-0000-0000-00000000000A"}).AsAny(),
		)
		rapid.Check(t, func(t *rapid.T) {
			column := rapid.SampledFrom([]string{"", "maybe_"}).Draw(t, "nullable") + rapid.SampledFrom(w.kinds).Draw(t, "kind")
			token := w.token(t, column)
			for _, v := range rapid.SliceOfN(value, 1, 20).Draw(t, "values") {
				if _, err := w.ask(t, column, forge(t, token, v, rapid.Int64().Draw(t, "id"))); err != nil && !errors.Is(err, crud.ErrInvalidCursor) {
					t.Fatalf("%s, %#v: got %v", column, v, err)
				}
			}
		})
	})
}

// TestKeyKindProblems: each of these is 400 over HTTP, and no SQL but where the
// database is what refuses.
func TestKeyKindProblems(t *testing.T) {
	t.Parallel()
	w := openForged(t, dbtest.Postgres)
	engine := mountEngine()
	if err := crud.Mount(engine.Group("/keyeds"), w.factory); err != nil {
		t.Fatal(err)
	}
	address := mountServe(t, engine) + "/keyeds/cursor?"
	for _, kind := range w.kinds {
		token := w.token(t, kind)
		stranger := any("x")
		if ownType(kind) == "text" {
			stranger = true
		}
		statements := map[string]int{
			token[1:]: 0, token + "A": 0, "abc": 0, "'": 0,
			w.token(t, "maybe_"+kind): 0,
			forge(t, token, stranger): 0, forge(t, token, stranger, int64(1)): 0,
		}
		for _, v := range refusedByDatabase[kind] {
			statements[forge(t, token, v, int64(1))] = 1
		}
		for cursor, want := range statements {
			w.statements.Reset()
			answer := mountGet(t, address+url.Values{"order_by": {kind}, "cursor": {cursor}}.Encode())
			if p := answer.problem(t); p.Status != http.StatusBadRequest || p.Code != "invalid_cursor" || w.statements.Len() != want {
				t.Errorf("%s, cursor %q: got %d after %d statements: %s", kind, cursor, answer.Status, w.statements.Len(), answer.Body)
			}
		}
	}
}
