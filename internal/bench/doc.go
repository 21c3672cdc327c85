// Package bench measures lists end to end, beside hand-written baselines in the
// same run.
package bench
