package replication_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/plugin/dbresolver"

	"github.com/crudfactory/crudfactory/crud"
)

// TestReplicas has its parts one after the other, on the same servers.
//
//nolint:tparallel // see above
func TestReplicas(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	for _, part := range []struct {
		name string
		test func(*testing.T, *post)
	}{
		{"reads spread", spread},
		{"a request stays on one server", together},
		{"a policy that takes turns", turns},
		{"the primary on request", primaryOnRequest},
		{"the primary's catalog", catalogOfPrimary},
		{"reads behind a write", behind},
		{"reads right behind many writes", rightBehind},
		{"what hooks read behind a write", hooksBehind},
		{"hooks that read nothing", silentHooks},
		{"hooks that panic", panickingHooks},
		{"tokens that are none", malformed},
	} {
		t.Run(part.name, func(t *testing.T) {
			p.t = t
			p.servers.followed(t)
			p.servers.forget()
			part.test(t, p)
		})
	}
}

// spread: reads go to both standbys, writes and what they read to the primary.
func spread(t *testing.T, p *post) {
	for range 40 {
		p.ask(http.MethodGet, "?facets=kind", "", "")
	}
	if primary, one, two := p.servers.read(); primary > 0 || one < 10 || two < 10 {
		t.Errorf("reads: %d on the primary, %d and %d on the standbys", primary, one, two)
	}
	p.servers.forget()
	path, _ := p.write("spread")
	for _, w := range []int{
		p.ask(http.MethodPatch, path, `{"kind":"b"}`, "").Code, p.ask(http.MethodPut, path, `{"title":"x"}`, "").Code,
		p.ask(http.MethodDelete, path, "", "").Code,
	} {
		if w >= http.StatusBadRequest {
			t.Errorf("a write: %d", w)
		}
	}
	if _, one, two := p.servers.read(); one+two > 0 {
		t.Errorf("writes have read %d and %d times on standbys", one, two)
	}
}

// turns: a policy that counts is asked once for a request, whatever its statements, and so
// shares evenly.
func turns(t *testing.T, p *post) {
	servers := *p.servers
	servers.db = servers.resolved(t, dbresolver.StrictRoundRobinPolicy())
	p = serve(t, &servers, nil)
	for _, path := range []string{"?facets=kind", "?facets=kind&include=stamps", "/cursor", "/1"} {
		p.servers.forget()
		for range 4 {
			if w := p.ask(http.MethodGet, path, "", ""); w.Code != http.StatusOK {
				t.Fatal(path, w.Code, w.Body)
			}
		}
		if primary, one, two := p.servers.read(); primary != 0 || one != two {
			t.Errorf("%s: %d reads on the primary, %d on the one standby, %d on the other", path, primary, one, two)
		}
	}
}

// together: page, total, facets and what is included are read from one server; those of
// a consistent list in one transaction of it.
func together(t *testing.T, p *post) {
	consistent := serve(t, p.servers, func(c *crud.Config[letter]) { c.Consistent = true })
	cached := serve(t, p.servers, func(c *crud.Config[letter]) { c.Cache = crud.Cache{Age: time.Minute} })
	for name, of := range map[string]*post{"usual": p, "consistent": consistent, "cached": cached} {
		seen := [2]bool{}
		for range 40 {
			p.servers.forget()
			w := of.ask(http.MethodGet, "?items_per_page=3&facets=kind&include=stamps&filter_by[id][gt]=2", "", "")
			if w.Code != http.StatusOK {
				t.Fatalf("%s: %d %s", name, w.Code, w.Body)
			}
			primary, one, two := p.servers.read()
			if primary > 0 || one > 0 && two > 0 || one+two == 0 {
				t.Fatalf("%s: %d reads on the primary, %d and %d on the standbys", name, primary, one, two)
			}
			seen[0], seen[1] = seen[0] || one > 0, seen[1] || two > 0
		}
		if seen != [2]bool{true, true} {
			t.Errorf("%s: not both standbys are read", name)
		}
	}
}

// catalogOfPrimary: what a declaration and a check are told of tables is what writes
// meet, also while the standbys are behind.
func catalogOfPrimary(t *testing.T, p *post) {
	for _, standby := range []*server{p.servers.one, p.servers.two} {
		standby.pause()
		defer standby.resume()
	}
	p.servers.primary.tell("CREATE INDEX letters_title ON letters (title, id)")
	f, err := crud.New(p.servers.db, crud.Config[letter]{FacetFields: []string{"title"}, OrderFields: []string{"title"}})
	if err != nil {
		t.Fatal(err)
	}
	report, err := f.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range report.Findings {
		if finding.Code == "missing_index" {
			t.Error(finding)
		}
	}
	if plan := strings.Join(report.FacetPlan, "\n"); !strings.Contains(plan, "letters_title") {
		t.Errorf("plan of facets: %s", plan)
	}
}

// primaryOnRequest: of a resource by its handle, of a request by its context or token.
func primaryOnRequest(t *testing.T, p *post) {
	ctx := t.Context()
	for name, read := range map[string]func() error{
		"the handle": func() error {
			_, err := p.letters.With(p.servers.db.Clauses(dbresolver.Write)).OffsetPaginate(ctx, crud.Query{})
			return err
		},
		"the context": func() error {
			_, err := p.letters.OffsetPaginate(crud.ReadPrimary(ctx), crud.Query{})
			return err
		},
		"a scope": func() error {
			_, err := p.letters.OffsetPaginate(ctx, crud.Query{}, func(db *gorm.DB) *gorm.DB { return db.Clauses(dbresolver.Write) })
			return err
		},
		"the token": func() error {
			if w := p.ask(http.MethodGet, "?include=stamps", "", "primary"); w.Code != http.StatusOK {
				return fmt.Errorf("%d %s", w.Code, w.Body)
			}
			return nil
		},
	} {
		p.servers.forget()
		if err := read(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if primary, one, two := p.servers.read(); primary < 2 || one+two > 0 {
			t.Errorf("%s: %d reads on the primary, %d and %d on the standbys", name, primary, one, two)
		}
	}
}

// behind: with replay paused, reads without a token may be stale, those with one are
// not; they go to a standby that has caught up, else to the primary.
func behind(t *testing.T, p *post) {
	s := p.servers
	posts := map[string]*post{
		"usual":      p,
		"consistent": serve(t, s, func(c *crud.Config[letter]) { c.Consistent = true }),
		"cached":     serve(t, s, func(c *crud.Config[letter]) { c.Cache = crud.Cache{Age: time.Minute} }),
	}
	for name, of := range posts {
		s.one.pause()
		s.two.pause()
		title := "behind-" + name
		for _, of := range posts { // fill caches with what is stale
			of.has("x", "?filter_by[title]="+title+"&items_per_page=1&facets=false", "")
		}
		path, token := of.write(title)
		for look, sees := range looks {
			if sees(of, path, title, "") {
				t.Errorf("%s, %s: a standby that is paused has the row", name, look)
			}
			if !sees(of, path, title, token) {
				t.Errorf("%s, %s: the token's row is not seen", name, look)
			}
		}
		if primary, _, _ := s.read(); primary == 0 {
			t.Errorf("%s: no read has gone to the primary", name)
		}
		s.one.resume()
		s.one.await("SELECT EXISTS (SELECT FROM letters WHERE title = '" + title + "')::text")
		s.forget()
		for look, sees := range looks {
			if !sees(of, path, title, token) {
				t.Errorf("%s, %s: the token's row is not seen where it was replayed", name, look)
			}
		}
		if primary, one, two := s.read(); primary > 0 || one == 0 || two > 0 {
			t.Errorf("%s: %d reads on the primary, %d on the standby that has caught up, %d on the paused one", name, primary, one, two)
		}
		s.two.resume()
	}
}

// known is a letter that asks by itself how many have its title.
type known struct {
	ID    int64  `gorm:"primaryKey" json:"id"`
	Title string `gorm:"not null" json:"title"`
	Same  int64  `gorm:"-" json:"same"`
}

func (*known) TableName() string { return "letters" }

func (k *known) AfterFind(tx *gorm.DB) error {
	return tx.Model(&letter{}).Where("title = ?", k.Title).Count(&k.Same).Error
}

// silent is a letter whose hook asks nothing.
type silent struct {
	ID    int64  `gorm:"primaryKey" json:"id"`
	Title string `gorm:"not null" json:"title"`
}

func (*silent) TableName() string { return "letters" }

func (s *silent) AfterFind(*gorm.DB) error {
	s.Title = strings.ToUpper(s.Title)
	return nil
}

// silentHooks: a hook that asks nothing takes nothing to the primary, of a row or a
// stream.
func silentHooks(t *testing.T, p *post) {
	_, token := p.write("silent")
	p.servers.followed(t)
	ctx, err := crud.ReadAfter(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	f, err := crud.New(p.servers.db, crud.Config[silent]{})
	if err != nil {
		t.Fatal(err)
	}
	p.servers.forget()
	for row, err := range f.Stream(ctx, crud.Query{}) {
		if err != nil || row.Title != strings.ToUpper(row.Title) {
			t.Error(row, err)
		}
	}
	if _, err := f.Get(ctx, 1); err != nil {
		t.Error(err)
	}
	if sent := p.servers.primary.all(); len(sent) > 0 {
		t.Errorf("sent to the primary: %q", sent)
	}
}

// startled is a letter whose hook asks, and panics.
type startled struct {
	ID int64 `gorm:"primaryKey" json:"id"`
}

func (*startled) TableName() string { return "letters" }

func (*startled) AfterFind(tx *gorm.DB) error {
	panic(tx.Model(&letter{}).Count(new(int64)).Error)
}

// panickingHooks: a hook that panics leaves no transaction behind.
func panickingHooks(t *testing.T, p *post) {
	path, token := p.write("startled")
	ctx, err := crud.ReadAfter(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	f, err := crud.New(p.servers.db, crud.Config[startled]{})
	if err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() { _ = recover() }()
		_, err := f.Get(ctx, strings.TrimPrefix(path, "/"))
		t.Errorf("no panic, but %v", err)
	}()
	if n := p.servers.primary.pool.Stats().InUse; n > 0 {
		t.Errorf("%d connections in use", n)
	}
}

// hooksBehind: what AfterFind asks is as new as the row, also where the connection to the
// primary has died.
func hooksBehind(t *testing.T, p *post) {
	for _, standby := range []*server{p.servers.one, p.servers.two} {
		standby.pause()
		defer standby.resume()
	}
	path, token := p.write("hooked")
	ctx, err := crud.ReadAfter(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	f, err := crud.New(p.servers.db, crud.Config[known]{})
	if err != nil {
		t.Fatal(err)
	}
	p.servers.primary.tell("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() " +
		"AND backend_type = 'client backend' AND pid <> pg_backend_pid()")
	switch k, err := f.Get(ctx, strings.TrimPrefix(path, "/")); {
	case err != nil:
		t.Error(err)
	case k.Same != 1:
		t.Errorf("the hook has seen %d letters of the row's title", k.Same)
	}
}

// rightBehind: eight clients each see what they have just written.
func rightBehind(t *testing.T, p *post) {
	var group sync.WaitGroup
	for client := range 8 {
		group.Go(func() {
			for n := range 25 {
				title := fmt.Sprintf("right-behind-%d-%d", client, n)
				w := p.ask(http.MethodPost, "", `{"title":"`+title+`","kind":"new"}`, "")
				token, path := w.Header().Get(crud.ConsistencyHeader), strings.TrimPrefix(w.Header().Get("Location"), "/letters")
				if w := p.ask(http.MethodGet, path, "", token); w.Code != http.StatusOK {
					t.Errorf("%s: %d", title, w.Code)
				}
				p.ask(http.MethodDelete, path, "", "")
			}
		})
	}
	group.Wait()
}

func malformed(t *testing.T, p *post) {
	for _, token := range []string{"x", "0/0", "00000000000000", "'; DROP TABLE letters", strings.Repeat("f", 17), "-00000000000001"} {
		w := p.ask(http.MethodGet, "", "", token)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "invalid_consistency_token") {
			t.Errorf("%q: %d %s", token, w.Code, w.Body)
		}
	}
	if ctx, err := crud.ReadAfter(t.Context(), "x"); err == nil || ctx == nil {
		t.Errorf("a token that is none: %v", err)
	}
	if w := p.ask(http.MethodGet, "", "", "ffffffffffffff00"); w.Code != http.StatusOK { // only the primary will do
		t.Errorf("a position of the future: %d %s", w.Code, w.Body)
	}
}

// TestKilledStandby: no read fails of a standby that is killed, nor of one that is away
// or comes back, and its share comes back to it.
func TestKilledStandby(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	var done atomic.Bool
	var asked atomic.Int64
	var group sync.WaitGroup
	paths := []string{"?facets=kind&include=stamps", "/cursor?items_per_page=3", "/1", "?count=estimated", "?search=letter&facets=false"}
	for client := range 16 {
		group.Go(func() {
			for n := client; !done.Load(); n++ {
				path := paths[n%len(paths)]
				if w := p.ask(http.MethodGet, path, "", ""); w.Code != http.StatusOK {
					t.Errorf("%s: %d %s", path, w.Code, w.Body)
				}
				asked.Add(1)
			}
		})
	}
	moment := func() { time.Sleep(500 * time.Millisecond) }
	moment()
	for range 2 {
		p.servers.one.cluster.Kill()
		moment()
		p.servers.one.cluster.Start()
		moment()
	}
	p.servers.one.cluster.Stop("fast")
	p.servers.two.cluster.Kill()
	moment() // the primary is all that is left
	p.servers.one.cluster.Start()
	p.servers.two.cluster.Start()
	shares := func() bool {
		p.servers.forget()
		moment()
		primary, one, two := p.servers.read()
		return primary == 0 && one > 0 && two > 0
	}
	for deadline := time.Now().Add(30 * time.Second); !shares(); {
		if time.Now().After(deadline) {
			primary, one, two := p.servers.read()
			t.Errorf("the standbys are back, and reads are %d on the primary, %d and %d on the standbys", primary, one, two)
			break
		}
	}
	p.servers.primary.cluster.Kill() // reads go on without it
	moment()
	done.Store(true)
	group.Wait()
	p.servers.one.cluster.Kill()
	for range 5 {
		for _, path := range paths {
			if w := p.ask(http.MethodGet, path, "", ""); w.Code != http.StatusOK {
				t.Errorf("%s: one standby is left: %d %s", path, w.Code, w.Body)
			}
		}
	}
	t.Logf("%d reads", asked.Load())
}

// TestTokenOfGoMethods: Go methods give and take tokens as requests do.
func TestTokenOfGoMethods(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	p.servers.one.pause()
	p.servers.two.pause()
	row := letter{Title: "go"}
	if err := p.letters.Create(t.Context(), &row); err != nil {
		t.Fatal(err)
	}
	token, err := p.letters.ConsistencyToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, err := crud.ReadAfter(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	get := func(ctx context.Context) error { _, err := p.letters.Get(ctx, row.ID); return err }
	if err := get(t.Context()); err == nil {
		t.Error("a standby that is paused has the row")
	}
	if err := get(ctx); err != nil {
		t.Error(err)
	}
	if _, err := p.letters.Count(ctx, crud.Query{}); err != nil {
		t.Error(err)
	}
}
