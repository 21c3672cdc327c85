package pgtest

import "testing"

// TestPooler: transactions of several connections share one to the server.
func TestPooler(t *testing.T) {
	t.Parallel()
	through := Pooler(t, New(t), "default_pool_size = 1")
	one, two := connect(t, through), connect(t, through)
	defer one.Close(t.Context()) //nolint:errcheck // the answers tell all
	defer two.Close(t.Context()) //nolint:errcheck // the answers tell all
	var a, b uint32
	if err := one.QueryRow(t.Context(), "SELECT pg_backend_pid()").Scan(&a); err != nil {
		t.Fatal(err)
	}
	if err := two.QueryRow(t.Context(), "SELECT pg_backend_pid() -- two").Scan(&b); err != nil {
		t.Fatal(err)
	}
	if a != b {
		t.Errorf("server processes %d and %d, want one", a, b)
	}
}
