package crud

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"reflect"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/internal/telemetry"
	"github.com/crudfactory/crudfactory/schemas"
)

// Format is a media type in which a list is answered.
type Format string

// The formats. JSON answers pages, the others whole lists, row by row.
const (
	JSON   Format = "application/json"
	NDJSON Format = "application/x-ndjson"
	CSV    Format = "text/csv"
)

// Stream reads every row of a query, in order, in constant memory; its page is
// not asked for. An error is the last thing it yields. Breaking off cancels the
// statement, but in a transaction, where what is left is read and dropped.
func (v *view[R]) Stream(ctx context.Context, q Query, scopes ...Scope) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		plan, err := v.plan(q)
		if err == nil {
			err = v.read.each(ctx, v.source(q, scopes), plan, func(row reflect.Value) bool {
				return yield(*row.Addr().Interface().(*R), nil) //nolint:forcetypeassert // the reader is of R
			})
		}
		if err != nil {
			var none R
			yield(none, err)
		}
	}
}

// answerStream answers the whole list. Its error is one before the first byte.
func (v *lists) answerStream(c *gin.Context, format Format, by []ScopeFunc) error {
	ctx, begun, cancel := untilBegun(c.Request.Context(), v.limits.RequestTime)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	v, err := v.ofRequest(c)
	if err != nil {
		return err
	}
	q, scopes, err := v.request(c, everything|withStream, by)
	if err != nil {
		return err
	}
	plan, err := v.plan(q)
	if err != nil {
		return err
	}
	select {
	case v.streaming <- struct{}{}:
		defer func() { <-v.streaming }()
	default:
		return schemas.NewProblem(http.StatusServiceUnavailable, "too_many_streams", "Too many streams",
			fmt.Sprintf("%d lists are being streamed already", cap(v.streaming)))
	}
	w := newStreamWriter(c, format)
	w.begun = begun
	if err := v.stream(ctx, w, v.source(q, scopes), plan, q.chosen); err != nil {
		return w.fail(err)
	}
	if err := w.close(); err != nil {
		return w.fail(err)
	}
	return nil
}

// stream writes every row of a plan, or of HEAD the first, for its errors.
func (v *lists) stream(ctx context.Context, w *streamWriter, s store.Source, p query.Plan, chosen selection) error {
	read, record := v.narrowed(chosen.fields)
	var failed error
	var sent int
	defer func() { telemetry.Of(ctx).Moved(sent) }()
	begin := func() {
		if sent == 0 {
			w.begun()
		}
	}
	goOn := func(err error) bool {
		failed = err
		sent++
		return err == nil && w.c.Request.Method != http.MethodHead
	}
	var err error
	if w.format == CSV {
		write := w.csv(record.columns())
		err = read.each(ctx, s, p, func(row reflect.Value) bool {
			begin()
			return goOn(write(row))
		})
	} else {
		err = read.objects(record, chosen.fields == nil).each(ctx, s, p, func(object []byte) bool {
			begin()
			return goOn(w.line(object))
		})
	}
	return cmp.Or(failed, err)
}

// The bytes that are sent at once, and the time that a client may take to
// accept them: one that reads nothing gives its connection back.
const (
	streamBuffer  = 32 << 10
	streamTimeout = 30 * time.Second
)

// streamWriter writes rows to a client.
type streamWriter struct {
	c       *gin.Context
	format  Format
	control connection
	buffer  *bufio.Writer
	begun   func() // to be called when there is a row
	finish  func() error
}

func newStreamWriter(c *gin.Context, format Format) *streamWriter {
	w := &streamWriter{
		c: c, format: format, control: connectionOf(c), finish: func() error { return nil },
	}
	w.buffer = bufio.NewWriterSize(patient{w}, streamBuffer)
	c.Writer.Header().Set("Content-Type", string(format)+"; charset=utf-8")
	return w
}

// line writes a row of NDJSON.
func (w *streamWriter) line(object []byte) error {
	if _, err := w.buffer.Write(object); err != nil {
		return err
	}
	return w.buffer.WriteByte('\n')
}

// csv writes RFC 4180: a line of names, then with each call a row. Lines end with
// LF: with CRLF the encoder would change line breaks within texts.
func (w *streamWriter) csv(columns []column) func(row reflect.Value) error {
	table := csv.NewWriter(w.buffer)
	names := make([]string, len(columns))
	for i, column := range columns {
		names[i] = column.name
	}
	// Errors of a csv.Writer stay with it: Flush and Error tell them.
	_ = table.Write(names)
	w.finish = func() error {
		table.Flush()
		return table.Error()
	}
	return func(row reflect.Value) error {
		record, err := cells(columns, row)
		if err != nil {
			return err
		}
		if len(record) == 1 && record[0] == "" { // readers skip an empty line
			_, err = w.buffer.WriteString("\"\"\n") // which is the table's buffer, too
			return err
		}
		return table.Write(record)
	}
}

func (w *streamWriter) close() error {
	if err := w.finish(); err != nil {
		return err
	}
	if err := w.buffer.Flush(); err != nil {
		return err
	}
	w.c.Writer.WriteHeaderNow() // also where there was no row
	return nil
}

// fail answers an error while nothing has been sent. After that it cuts the
// connection, so that the client does not take a part for the whole.
func (w *streamWriter) fail(err error) error {
	if !w.c.Writer.Written() {
		w.c.Writer.Header().Del("Content-Type")
		return err
	}
	logFailure(w.c, err, http.StatusOK, telemetry.Cut)
	telemetry.Of(w.c.Request.Context()).Failed(telemetry.Cut)
	w.c.Abort()
	if cut := w.control.SetWriteDeadline(past); errors.Is(cut, http.ErrNotSupported) {
		panic(http.ErrAbortHandler) // another's writer hides the connection
	}
	return nil
}

// patient gives the client a time for each piece, and none while a row is looked for.
type patient struct{ w *streamWriter }

// Write sends a piece. HEAD gets none, nor the length of a part.
func (p patient) Write(b []byte) (int, error) {
	if p.w.c.Request.Method == http.MethodHead {
		return len(b), nil
	}
	// A writer without deadlines, as in tests, is written to without.
	_ = p.w.control.SetWriteDeadline(time.Now().Add(streamTimeout))
	n, err := p.w.c.Writer.Write(b)
	if err != nil {
		return n, errors.Join(ErrCanceled, err) // the client has gone
	}
	// HTTP/2 resets a stream when the time comes, though nobody waits for the client
	// but the client for a row.
	_ = p.w.control.SetWriteDeadline(time.Time{})
	return n, nil
}
