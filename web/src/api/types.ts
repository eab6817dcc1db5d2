/** The wire's words, each under one name; everything else in the page speaks of these. */
import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type User = Schemas["User"];
export type Role = User["role"];
export type Theme = User["theme"];
export type Run = Schemas["Run"];
export type RunState = Run["state"];
export type Live = Schemas["Live"];
export type ErrorInfo = Schemas["ErrorInfo"];
export type Who = ErrorInfo["who"];
export type Engines = Schemas["Engines"];
export type EngineState = Schemas["EngineState"];
export type Language = Schemas["Language"];
export type Session = Schemas["Session"];
export type ApiKey = Schemas["ApiKey"];
export type AdminUser = Schemas["AdminUser"];
export type Invitation = Schemas["Invitation"];
export type AuditEntry = Schemas["AuditEntry"];
export type OwnedRun = Schemas["OwnedRun"];
export type RegistrationMode = Schemas["RegistrationMode"]["mode"];
