// Package telemetry tells operators what requests do: spans and metrics by
// OpenTelemetry's API, failures and slow statements by log/slog, and the Server-Timing
// of an answer. What clients send is in none of it: not a value, not a key.
package telemetry
