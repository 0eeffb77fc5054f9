package record

// Near makes an engine count and walk so few rows before it chooses otherwise
// that a test of a few hundred records meets every way of reading a list.
func (e *Engine) Near(rows int64) {
	e.reach = reach{rare: rows, ahead: 2 * rows, sorted: 8 * rows, walked: rows, nearest: 2 * rows, nearer: 8 * rows}
}

// Frequent makes pairs of a kind's names count as frequent.
func (e *Engine) Frequent(kindName string, pairs ...string) {
	by := map[string]int64{}
	for _, p := range pairs {
		by[p] = wholeShare
	}
	e.stops.mu.Lock()
	defer e.stops.mu.Unlock()
	e.stops.by = map[string]map[string]int64{kindName: by}
}

// HeldQuery is the statement by which Holders looks up n values of a field.
func (e *Engine) HeldQuery(kindName, field string, n int) string {
	k := e.kinds.Get(kindName)
	return heldQuery(k, sortColumn(k.Field(field)), "r.name", n)
}
