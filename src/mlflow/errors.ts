/**
 * What went wrong: one of MLflow's own codes (`mlflow/protos/databricks_pb2`) where MLflow would refuse too, else
 * `INTERNAL_ERROR`, `IO_ERROR` or `PERMISSION_DENIED`.
 */
export type ErrorCode =
  | "INVALID_PARAMETER_VALUE"
  | "RESOURCE_DOES_NOT_EXIST"
  | "RESOURCE_ALREADY_EXISTS"
  | "INVALID_STATE"
  | "BAD_REQUEST"
  | "UNAUTHENTICATED"
  | "PERMISSION_DENIED"
  | "ENDPOINT_NOT_FOUND"
  | "NOT_IMPLEMENTED"
  | "REQUEST_LIMIT_EXCEEDED"
  | "TEMPORARILY_UNAVAILABLE"
  | "FEATURE_DISABLED"
  | "INTERNAL_ERROR"
  | "IO_ERROR"
  | (string & {}); // what a server of another version answers

/** The only error that the core throws. Its message is MLflow's own where MLflow would refuse. */
export class MlflowError extends Error {
  override readonly name = "MlflowError";
  readonly errorCode: ErrorCode;

  constructor(errorCode: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.errorCode = errorCode;
  }
}

/** MLflow's most frequent refusal: a value that it does not accept. */
export function invalidParameter(message: string): MlflowError {
  return new MlflowError("INVALID_PARAMETER_VALUE", message);
}

/** MLflow's answer for what is not there. */
export function doesNotExist(message: string): MlflowError {
  return new MlflowError("RESOURCE_DOES_NOT_EXIST", message);
}

const refusedBySystem = new Set(["EACCES", "EPERM", "EROFS"]);

/**
 * An error of the operating system in the core's terms, with the system's error as `cause`.
 *
 * @param doing what was tried, as the start of a sentence: "Could not read /store/0/meta.yaml"
 */
export function systemError(doing: string, cause: unknown): MlflowError {
  if (cause instanceof MlflowError) return cause;
  const { code, message } = cause as Error & { code?: string };
  const errorCode = code !== undefined && refusedBySystem.has(code) ? "PERMISSION_DENIED" : "IO_ERROR";
  return new MlflowError(errorCode, `${doing}: ${message}`, { cause });
}
