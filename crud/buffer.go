package crud

import "sync"

// buffer is what an answer is written into before it is sent.
type buffer struct{ b []byte }

// buffers are those of answers that have been sent.
var buffers sync.Pool

// maxPooled is the largest buffer that is kept.
const maxPooled = 1 << 20

func takeBuffer() *buffer {
	if b, ok := buffers.Get().(*buffer); ok {
		return b
	}
	return &buffer{make([]byte, 0, 16<<10)}
}

func (b *buffer) giveBack() {
	if cap(b.b) <= maxPooled {
		b.b = b.b[:0]
		buffers.Put(b)
	}
}
