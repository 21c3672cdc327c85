package check_test

import (
	"testing"

	"github.com/crudfactory/crudfactory/internal/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
