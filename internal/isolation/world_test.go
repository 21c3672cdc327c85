package isolation_test

import (
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// checks is how many runs of requests are drawn, if -rapid.checks does not say more.
const checks = "15"

func TestMain(m *testing.M) {
	gin.SetMode(gin.TestMode)
	if err := flag.Set("rapid.checks", checks); err != nil {
		panic(err)
	}
	dbtest.Main(m)
}

// The tenants, whose names stand in each text of their rows.
const (
	alpha = "of-alpha"
	beta  = "of-beta"
)

var tenants = []string{alpha, beta}

// paper belongs to a tenant, and so do its folder, its labels and its parts.
type paper struct {
	ID       uuid.UUID      `gorm:"type:uuid;primaryKey" json:"id"`
	Tenant   string         `gorm:"not null;uniqueIndex:paper_slug,priority:1" json:"-"`
	Slug     string         `gorm:"not null;uniqueIndex:paper_slug,priority:2" json:"slug"`
	Title    string         `gorm:"not null" json:"title"`
	Kind     string         `gorm:"not null" json:"kind"`
	Size     int            `gorm:"not null" json:"size"`
	Rank     *int           `json:"rank"`
	FolderID *uuid.UUID     `gorm:"type:uuid" json:"folder_id"`
	Folder   *folder        `json:"-"`
	Labels   []label        `gorm:"many2many:paper_labels" json:"-"`
	Parts    []part         `json:"-"`
	Deleted  gorm.DeletedAt `json:"-"`
}

type folder struct {
	ID     uuid.UUID `gorm:"type:uuid;primaryKey" json:"id"`
	Tenant string    `gorm:"not null;uniqueIndex:folder_name,priority:1" json:"-"`
	Name   string    `gorm:"not null;uniqueIndex:folder_name,priority:2" json:"name"`
}

type label struct {
	ID     uuid.UUID `gorm:"type:uuid;primaryKey" json:"id"`
	Tenant string    `gorm:"not null" json:"-"`
	Name   string    `gorm:"not null" json:"name"`
}

type part struct {
	ID      uuid.UUID `gorm:"type:uuid;primaryKey" json:"id"`
	Tenant  string    `gorm:"not null" json:"-"`
	PaperID uuid.UUID `gorm:"type:uuid;not null;index" json:"paper_id"`
	Text    string    `gorm:"not null" json:"text"`
}

// paperWrite and folderWrite are what a client writes.
type paperWrite struct {
	Slug     string      `json:"slug" validate:"required,max=60"`
	Title    string      `json:"title" validate:"required"`
	Kind     string      `json:"kind" validate:"required"`
	Size     int         `json:"size"`
	Rank     *int        `json:"rank"`
	FolderID *uuid.UUID  `json:"folder_id"`
	LabelIDs []uuid.UUID `json:"label_ids"`
}

type folderWrite struct {
	Name string `json:"name" validate:"required"`
}

// tenantKey is where a request's context has its tenant.
type tenantKey struct{}

func tenantOf(ctx context.Context) string {
	tenant, _ := ctx.Value(tenantKey{}).(string)
	return tenant
}

// own narrows rows to those of the request's tenant.
func own(db *gorm.DB) *gorm.DB { return db.Where("tenant = ?", tenantOf(db.Statement.Context)) }

// byTenant is own for a mounted resource, which refuses who has none.
func byTenant(c *gin.Context) (crud.Scope, error) {
	if tenantOf(c.Request.Context()) == "" {
		return nil, schemas.NewProblem(http.StatusUnauthorized, "unauthorized", "Unauthorized", "say who you are")
	}
	return own, nil
}

// identity finds the tenant that a header names, as a login would.
func identity(c *gin.Context) {
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), tenantKey{}, c.GetHeader("X-Tenant")))
}

// idOf makes the same id of a name in each database.
func idOf(tenant, name string) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte(tenant+"/"+name))
}

// papersConfig declares all that a client can ask of papers.
func papersConfig() crud.Config[paper] {
	c := crud.Config[paper]{
		FilterFields: []string{"id", "slug", "title", "kind", "size", "rank", "folder_id", "folder.name", "labels.name", "parts.text"},
		FacetFields:  []string{"kind", "rank", "folder.name", "labels.name"},
		SearchFields: []string{"slug", "title", "folder.name", "labels.name"},
		OrderFields:  []string{"slug", "title", "size", "rank", "folder.name"},
		Includes: []crud.Include{
			{Relation: "folder", Scopes: []crud.Scope{own}},
			{Relation: "labels", Scopes: []crud.Scope{own}},
			{Relation: "parts", Scopes: []crud.Scope{own}},
		},
		Streams:    []crud.Format{crud.NDJSON, crud.CSV},
		References: map[string][]crud.Scope{"folder": {own}, "labels": {own}},
		Cache:      crud.Cache{Age: time.Hour},
		Limits: crud.Limits{
			// An estimate knows the whole table: see TestEstimatesKnowTheWholeTable.
			Page: pagination.Limits{Counts: []pagination.Count{pagination.CountExact, pagination.CountNone, pagination.CountCapped}},
		},
	}
	c.Hooks.BeforeCreate = func(ctx context.Context, _ *gorm.DB, next *paper) error {
		next.Tenant = tenantOf(ctx)
		next.ID = idOf(next.Tenant, "paper "+next.Slug)
		return nil
	}
	return c
}

func foldersConfig() crud.Config[folder] {
	c := crud.Config[folder]{
		FilterFields: []string{"id"}, FacetFields: []string{"name"}, SearchFields: []string{"name"}, OrderFields: []string{"name"},
		Cache: crud.Cache{Age: time.Hour},
	}
	c.Hooks.BeforeCreate = func(ctx context.Context, _ *gorm.DB, next *folder) error {
		next.Tenant = tenantOf(ctx)
		next.ID = idOf(next.Tenant, "folder "+next.Name)
		return nil
	}
	return c
}

// handler serves papers and folders.
func handler(db *gorm.DB, options ...crud.MountOption) (http.Handler, error) {
	papers, folders := crud.Must(crud.New(db, papersConfig())), crud.Must(crud.New(db, foldersConfig()))
	engine := gin.New()
	crud.Install(engine)
	engine.Use(identity)
	return engine, errors.Join(
		crud.Mount(engine.Group("/papers"), papers, append(options, crud.ScopeBy(byTenant), crud.Create[paperWrite](),
			crud.Update[paperWrite](), crud.Deletable(), crud.Restorable())...),
		crud.Mount(engine.Group("/folders"), folders, crud.ScopeBy(byTenant), crud.Create[folderWrite](), crud.Update[folderWrite](),
			crud.Deletable()),
	)
}

// openWorld opens a database without rows.
func openWorld(tb testing.TB, open func(testing.TB, ...any) *gorm.DB) *gorm.DB {
	tb.Helper()
	return open(tb, &folder{}, &label{}, &paper{}, &part{})
}

// The names of labels, and the kinds, which tenants have in common.
var (
	labelNames = []string{"red", "green", "blue"}
	kinds      = []string{"list", "memo"}
)

func labelID(tenant, name string) uuid.UUID { return idOf(tenant, "label "+name) }

// refill makes the rows of the given tenants, drawn by n, the only ones.
func refill(db *gorm.DB, n uint64, of ...string) error {
	return db.Transaction(func(tx *gorm.DB) error {
		for _, table := range []string{"paper_labels", "parts", "papers", "labels", "folders"} {
			if err := tx.Exec("DELETE FROM " + table).Error; err != nil {
				return err
			}
		}
		for _, tenant := range of {
			if err := tx.Create(firstPapers(tenant, n)).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

// firstPapers are the papers that a tenant has at first, with all that belongs to
// them; n decides about them.
func firstPapers(tenant string, n uint64) []paper {
	// The bits of one number for all tenants: their rows look alike.
	bits := func(i int, most uint64) int {
		var seed [16]byte
		binary.LittleEndian.PutUint64(seed[:], n)
		binary.LittleEndian.PutUint64(seed[8:], uint64(i))
		drawn := uuid.NewSHA1(uuid.NameSpaceOID, append(seed[:], tenant...))
		return int(binary.LittleEndian.Uint64(drawn[:8]) % most)
	}
	folders := []folder{
		{idOf(tenant, "folder one "+tenant), tenant, "one " + tenant}, {idOf(tenant, "folder two "+tenant), tenant, "two " + tenant},
	}
	var labels []label
	for _, name := range labelNames {
		labels = append(labels, label{labelID(tenant, name), tenant, name + " " + tenant})
	}
	papers := make([]paper, 6)
	for i := range papers {
		slug := fmt.Sprintf("s%02d %s", i, tenant)
		p := paper{
			ID: idOf(tenant, "paper "+slug), Tenant: tenant, Slug: slug, Title: fmt.Sprintf("Title %d %s", bits(i, 4), tenant),
			Kind: kinds[bits(10+i, 2)], Size: bits(20+i, 5),
			Parts: []part{{ID: idOf(tenant, "part "+slug), Tenant: tenant, Text: "part " + tenant}},
		}
		if rank := bits(30+i, 4); rank > 0 {
			p.Rank = &rank
		}
		if at := bits(40+i, 3); at < len(folders) {
			p.FolderID, p.Folder = &folders[at].ID, &folders[at]
		}
		for k := range labels {
			if bits(50+3*i+k, 2) == 0 {
				p.Labels = append(p.Labels, labels[k])
			}
		}
		papers[i] = p
	}
	// Every label and folder is there, with or without papers.
	papers[0].Labels, papers[0].Folder, papers[0].FolderID = slices.Clone(labels), &folders[0], &folders[0].ID
	papers[1].Folder, papers[1].FolderID = &folders[1], &folders[1].ID
	return papers
}
