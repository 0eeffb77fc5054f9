package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/test/livetest"
)

// TestUpstreamKeepsRights: files to and from the platforms go through whoever sits
// where the bureau receives; to everybody else batches, rows, files and what differs
// are closed, whatever they name.
func TestUpstreamKeepsRights(t *testing.T) {
	eachCity(t, func(t *testing.T, b *bureau) {
		reception, food, viewer := b.demo(t, "reception"), b.demo(t, "food"), b.demo(t, "viewer")
		ask := func(c *livetest.Client, method, path string, body any, want int, into any) {
			t.Helper()
			a := c.Do(method, "/api/complaint/"+path, encoded(t, body))
			if a.Status != want {
				t.Fatalf("%s %s: %d, want %d: %.300s", method, path, a.Status, want, a.Body)
			}
			if into != nil {
				if err := json.Unmarshal(a.Body, into); err != nil {
					t.Fatal(err)
				}
			}
		}
		day := time.Now().AddDate(0, 0, -1).Format(time.DateOnly)
		file := orderFile(t, reception, "工单编号,派单时间,工单状态,诉求类型,诉求标题,诉求内容\nWH01,"+day+",待签收,举报,无厂名厂址,包装上没有\nWH02,没有日期,待签收,举报,标题,内容\n")
		examine := map[string]string{"platform": "hotline_12345", "purpose": "orders", "file": file, "name": "工单.csv"}
		for _, c := range []*livetest.Client{food, viewer} {
			ask(c, http.MethodPost, "upstream/batches", examine, http.StatusForbidden, nil)
			ask(c, http.MethodGet, "upstream/batches", nil, http.StatusForbidden, nil)
			ask(c, http.MethodGet, "upstream/mismatches", nil, http.StatusForbidden, nil)
			ask(c, http.MethodPost, "upstream/mismatches/compare", nil, http.StatusForbidden, nil)
			ask(c, http.MethodPost, "upstream/mismatches/settle", map[string]string{"platform": "hotline_12345", "order_no": "WH01", "reason": "state", "how": "told", "note": "x"}, http.StatusForbidden, nil)
			ask(c, http.MethodPost, "upstream/results", map[string]string{"platform": "hotline_12345", "format": "csv"}, http.StatusForbidden, nil)
		}
		// The navigation offers the exchange to nobody to whom it is closed.
		for _, c := range []*livetest.Client{reception, food, viewer} {
			a := c.Do(http.MethodGet, "/api/meta", nil)
			if a.Status != http.StatusOK || bytes.Contains(a.Body, []byte(`"screens":["exchange"]`)) != (c == reception) {
				t.Fatalf("meta: %d %s", a.Status, a.Body)
			}
		}
		var batch struct {
			ID, State            string
			Created, Quarantined int
			Checked              struct{ Created, Quarantined int }
		}
		ask(reception, http.MethodPost, "upstream/batches", examine, http.StatusCreated, &batch)
		if batch.State != "ready" || batch.Checked.Created != 1 || batch.Checked.Quarantined != 1 {
			t.Fatalf("examined: %+v", batch)
		}
		at := "upstream/batches/" + batch.ID
		for _, c := range []*livetest.Client{food, viewer} {
			for _, path := range []string{at, at + "/rows", at + "/file", at + "/rows/3", at + "/undo"} {
				ask(c, http.MethodGet, path, nil, http.StatusNotFound, nil)
			}
			ask(c, http.MethodPost, at+"/run", nil, http.StatusNotFound, nil)
			ask(c, http.MethodPost, at+"/cancel", nil, http.StatusNotFound, nil)
			ask(c, http.MethodPost, at+"/rows/3/drop", map[string]string{"why": "x"}, http.StatusNotFound, nil)
			ask(c, http.MethodPost, at+"/rows/3/fix", map[string]any{"cells": map[string]string{}, "why": "x"}, http.StatusNotFound, nil)
			ask(c, http.MethodPost, at+"/undo", map[string]string{"why": "x"}, http.StatusNotFound, nil)
		}
		ask(reception, http.MethodPost, at+"/run", nil, http.StatusOK, nil)
		for range 100 {
			if ask(reception, http.MethodGet, at, nil, http.StatusOK, &batch); batch.State != "running" && batch.State != "ready" {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		if batch.State != "done" || batch.Created != 1 || batch.Quarantined != 1 {
			t.Fatalf("taken in: %+v", batch)
		}
		var row struct {
			State string
			Cells []struct{ Column, Value, Now string }
			Whole []any
		}
		ask(reception, http.MethodGet, at+"/rows/3", nil, http.StatusOK, &row)
		if row.State != "open" || len(row.Cells) != 6 || row.Cells[1].Value != "没有日期" {
			t.Fatalf("the row kept back: %+v", row)
		}
		ask(reception, http.MethodPost, at+"/rows/3/fix", map[string]any{"cells": map[string]any{"派单时间": 5}, "why": "x"}, http.StatusUnprocessableEntity, nil)
		ask(reception, http.MethodPost, at+"/rows/3/fix", map[string]any{"cells": map[string]string{"派单时间": "还是没有"}, "why": "x"}, http.StatusOK, &row)
		if row.State != "open" || row.Cells[1].Now != "还是没有" {
			t.Errorf("put wrong: %+v", row)
		}
		for _, c := range []*livetest.Client{food, viewer} {
			ask(c, http.MethodPost, at+"/rows/3/fix", map[string]any{"cells": map[string]string{"派单时间": day}, "why": "x"}, http.StatusNotFound, nil)
			ask(c, http.MethodPost, at+"/undo", map[string]string{"why": "x"}, http.StatusNotFound, nil)
		}
		ask(reception, http.MethodPost, at+"/rows/3/drop", map[string]string{"why": "平台已撤回"}, http.StatusNoContent, nil)
		ask(reception, http.MethodPost, at+"/rows/3/fix", map[string]any{"cells": map[string]string{"派单时间": day}, "why": "x"}, http.StatusConflict, nil)
		ask(reception, http.MethodPost, at+"/rows/3/drop", map[string]string{"why": "再来一次"}, http.StatusConflict, nil)
		if a := reception.Do(http.MethodGet, "/api/complaint/"+at+"/file", nil); a.Status != http.StatusOK || !strings.Contains(string(a.Body), "WH01") {
			t.Errorf("its file: %d %.100s", a.Status, a.Body)
		}
		var undo struct{ Annulled, Registered, Left int }
		ask(reception, http.MethodGet, at+"/undo", nil, http.StatusOK, &undo)
		if undo.Annulled != 1 || undo.Registered != 0 || undo.Left != 0 {
			t.Errorf("undoing would do: %+v", undo)
		}
		ask(reception, http.MethodPost, at+"/undo", map[string]string{"why": " "}, http.StatusUnprocessableEntity, nil)
		ask(reception, http.MethodPost, at+"/undo", map[string]string{"why": "导错了"}, http.StatusOK, nil)
		for range 100 {
			if ask(reception, http.MethodGet, at, nil, http.StatusOK, &batch); batch.State != "undoing" {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		if batch.State != "undone" {
			t.Fatalf("undone: %+v", batch)
		}
		ask(reception, http.MethodPost, at+"/undo", map[string]string{"why": "再来一次"}, http.StatusOK, nil)
		var list struct{ Items []any }
		if ask(reception, http.MethodGet, `work_order?filter=order_no%20%3D%3D%20%22WH01%22`, nil, http.StatusOK, &list); len(list.Items) != 0 {
			t.Errorf("its order is still there: %v", list.Items)
		}
		ask(viewer, http.MethodGet, "upstream/entry/consultation/3710/x", nil, http.StatusNotFound, nil)
	})
}

// orderFile uploads a file and returns its digest.
func orderFile(t *testing.T, c *livetest.Client, content string) string {
	t.Helper()
	a := c.Attach("工单.csv", []byte(content))
	var out struct{ Digest string }
	if err := json.Unmarshal(a.Body, &out); err != nil || out.Digest == "" {
		t.Fatalf("uploading: %d %.200s", a.Status, a.Body)
	}
	return out.Digest
}

// A batch whose job is cancelled, or fails for good, does not stand as if it were still
// being imported: it says why it ended and may be begun again.
func TestAnEndedJobEndsItsBatch(t *testing.T) {
	eachCity(t, func(t *testing.T, b *bureau) {
		reception, admin := b.demo(t, "reception"), b.demo(t, "sysadmin")
		day := time.Now().AddDate(0, 0, -1).Format(time.DateOnly)
		file := orderFile(t, reception, "工单编号,派单时间,工单状态,诉求类型,诉求标题,诉求内容\nWH01,"+day+",待签收,举报,无厂名厂址,包装上没有\n")
		var batch struct{ ID, State, Error string }
		reception.Post("/api/complaint/upstream/batches", map[string]string{"platform": "hotline_12345", "purpose": "orders", "file": file, "name": "工单.csv"}).Into(t, http.StatusCreated, &batch)
		err := b.app.DB.Write(context.Background(), func(tx *db.Tx) error { // as it stands between two attempts
			if _, err := tx.Exec(`UPDATE upstream_batch SET state = 'running' WHERE id = $1`, batch.ID); err != nil {
				return err
			}
			_, err := tx.Exec(`INSERT INTO job_queue (id, kind, key, payload, state, priority, run_at, attempt, attempts, token, lease_until, cancel, done, total, rate, note, code, error, created_at)
				VALUES ('between', 'upstream.run', $1, $2, 'waiting', 0, $3, 1, 8, '', 0, $4, 0, 1, 0, '', '', '', 0)`,
				batch.ID, []byte(`{"batch":"`+batch.ID+`","account":"reception"}`), time.Now().Add(time.Hour).UnixMilli(), false)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var ended struct{ Title, State string }
		admin.Post("/api/admin/jobs/between/cancel", nil).Into(t, http.StatusOK, &ended)
		if ended.Title != "导入上级平台的文件" || ended.State != "cancelled" {
			t.Errorf("the job: %+v", ended)
		}
		reception.Get("/api/complaint/upstream/batches/"+batch.ID).Into(t, http.StatusOK, &batch)
		if batch.State != "failed" || batch.Error != "后台任务已取消" {
			t.Fatalf("its job is cancelled: %+v", batch)
		}
		reception.Post("/api/complaint/upstream/batches/"+batch.ID+"/run", nil).Into(t, http.StatusOK, nil)
		for range 100 {
			if reception.Get("/api/complaint/upstream/batches/"+batch.ID).Into(t, http.StatusOK, &batch); batch.State != "running" && batch.State != "failed" {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		if batch.State != "done" {
			t.Errorf("begun again: %+v", batch)
		}
	})
}
