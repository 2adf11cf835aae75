/** Traces that go through tasks: W3C's trace context, and OpenTelemetry. */
export { currentTraceparent, withTraceparent } from "./context.ts"
export { openTelemetry } from "./open-telemetry.ts"
export type { OpenTelemetryApi, OpenTelemetryOptions, OpenTelemetrySpan, SpanContext } from "./open-telemetry.ts"
