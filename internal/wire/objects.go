package wire

import "encoding/json"

// Objects are values that were written one behind the other in one room.
type Objects struct {
	room *[]byte
	ends []int
}

// NewObjects writes about so many values into a room, in place of what was there;
// nil makes a room of their own.
func NewObjects(room *[]byte, n int) *Objects {
	if room == nil {
		room = new([]byte)
	}
	*room = (*room)[:0]
	return &Objects{room, make([]int, 0, n)}
}

// Room is what the next value is appended to.
func (o *Objects) Room() []byte { return *o.room }

// Add takes the room with one more value in it.
func (o *Objects) Add(room []byte) { *o.room, o.ends = room, append(o.ends, len(room)) }

// Split are the values, each a part of the room.
func (o *Objects) Split() []json.RawMessage {
	values := make([]json.RawMessage, len(o.ends))
	start := 0
	for i, end := range o.ends {
		values[i], start = (*o.room)[start:end:end], end
	}
	return values
}
