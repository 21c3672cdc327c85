package crud

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"reflect"
	"time"

	"github.com/gin-gonic/gin"
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
			err = v.read.each(ctx, v.source(q, scopes), plan, func(row R) bool { return yield(row, nil) })
		}
		if err != nil {
			var none R
			yield(none, err)
		}
	}
}

// answerStream answers the whole list. Its error is one before the first byte.
func (v *view[R]) answerStream(c *gin.Context, format Format, by []ScopeFunc) error {
	q, scopes, err := v.request(c, everything|withStream, by)
	if err != nil {
		return err
	}
	chosen := *v
	chosen.read, chosen.record = v.narrowed(q.chosen.fields)
	w := newStreamWriter(c, format, chosen.record, q.chosen.fields != nil)
	for row, err := range chosen.Stream(c.Request.Context(), q, scopes...) {
		if err == nil {
			err = w.encode(reflect.ValueOf(&row).Elem())
		}
		if err != nil {
			return w.fail(err)
		}
		if c.Request.Method == http.MethodHead {
			break
		}
	}
	if err := w.close(); err != nil {
		return w.fail(err)
	}
	return nil
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
	control *http.ResponseController
	buffer  *bufio.Writer
	encode  func(row reflect.Value) error // addressable, as in a page: its methods may want a pointer
	finish  func() error
}

// newStreamWriter writes rows of a record, whole or just its fields.
func newStreamWriter(c *gin.Context, format Format, r record, chosen bool) *streamWriter {
	w := &streamWriter{c: c, control: http.NewResponseController(c.Writer)}
	w.buffer = bufio.NewWriterSize(patient{w}, streamBuffer)
	c.Writer.Header().Set("Content-Type", string(format)+"; charset=utf-8")
	if format == CSV {
		w.csv(r.columns())
		return w
	}
	lines := json.NewEncoder(w.buffer) // which ends each value with a line break
	w.finish = func() error { return nil }
	w.encode = func(row reflect.Value) error {
		if !chosen {
			return lines.Encode(row.Addr().Interface())
		}
		written, err := r.object(row, nil)
		if err != nil {
			return err
		}
		return lines.Encode(written)
	}
	return w
}

// csv writes RFC 4180 with a line of names. Lines end with LF: with CRLF the
// encoder would change line breaks within texts.
func (w *streamWriter) csv(columns []column) {
	table := csv.NewWriter(w.buffer)
	names := make([]string, len(columns))
	for i, column := range columns {
		names[i] = column.name
	}
	// Errors of a csv.Writer stay with it: Flush and Error tell them.
	_ = table.Write(names)
	w.encode = func(row reflect.Value) error {
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
	w.finish = func() error {
		table.Flush()
		return table.Error()
	}
}

func (w *streamWriter) close() error {
	if err := w.finish(); err != nil {
		return err
	}
	if err := w.buffer.Flush(); err != nil {
		return err
	}
	w.c.Writer.WriteHeaderNow()                 // also where there was no row
	_ = w.control.SetWriteDeadline(time.Time{}) // see patient
	return nil
}

// fail answers an error while nothing has been sent. After that it cuts the
// connection, so that the client does not take a part for the whole.
func (w *streamWriter) fail(err error) error {
	if !w.c.Writer.Written() {
		w.c.Writer.Header().Del("Content-Type")
		return err
	}
	logFailure(w.c, err, http.StatusOK, "stream_cut")
	w.c.Abort()
	if cut := w.control.SetWriteDeadline(time.Unix(1, 0)); errors.Is(cut, http.ErrNotSupported) {
		panic(http.ErrAbortHandler) // another's writer hides the connection
	}
	return nil
}

// patient gives the client a time for each piece.
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
		err = errors.Join(ErrCanceled, err) // the client has gone
	}
	return n, err
}
