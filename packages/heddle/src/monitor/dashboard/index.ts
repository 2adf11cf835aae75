/** The dashboard: `board/` puts together what the program tells, `serve/` answers requests, `page/` is what browsers get. */
export { dashboard, DashboardLink } from "./dashboard.ts"
export { dashboardHandler } from "./handler.ts"
export type { DashboardHandler } from "./handler.ts"
export type { DashboardHandlerOptions, DashboardOptions } from "./options.ts"
