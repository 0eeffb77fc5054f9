package source

// seen remembers which keys a file had, and with what content, in 16 bytes a
// row: 64 bits of the key, 32 of the content, the line. Two different keys are
// taken for one with a chance of 1 : 4,000,000 in 3 million rows, and then a
// row is shown to a person as a duplicate, nothing is lost.
//
// It is split by the first bits of the key, so that growing moves one part of
// 256 and never needs the whole twice.
type seen struct {
	parts [256]seenPart
	n     int
	max   int
}

// seenPart is one open-addressed table; a slot with line 0 is free.
type seenPart struct {
	slots []seenSlot
	n     int
}

type seenSlot struct {
	key     uint64
	content uint32
	line    uint32 // the highest bit: the row is quarantined already
}

// seenBad marks the line of a row that is quarantined already.
const seenBad = 1 << 31

// put remembers a key. If it was there, the slot of its first row is returned;
// nil if it is new, or not remembered because max keys are held.
func (s *seen) put(key uint64, content, line uint32, blocked bool) *seenSlot {
	p := &s.parts[key>>56]
	if 4*(p.n+1) > 3*len(p.slots) {
		p.grow()
	}
	slot := p.find(key)
	if slot.line != 0 {
		return slot
	}
	if s.n >= s.max {
		return nil
	}
	if blocked {
		line |= seenBad
	}
	*slot = seenSlot{key, content, line}
	p.n++
	s.n++
	return nil
}

func (p *seenPart) find(key uint64) *seenSlot {
	mask := uint64(len(p.slots) - 1)
	for i := key & mask; ; i = (i + 1) & mask {
		if slot := &p.slots[i]; slot.line == 0 || slot.key == key {
			return slot
		}
	}
}

func (p *seenPart) grow() {
	old := p.slots
	p.slots = make([]seenSlot, max(16, 2*len(old)))
	for _, s := range old {
		if s.line != 0 {
			*p.find(s.key) = s
		}
	}
}
