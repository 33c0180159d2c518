/** An answer that is not the wanted one. `error` is a code for programs, `detail` says what, where and what to do. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    readonly detail: string,
    /** Further fields of the answer, such as the incident of a conflict. */
    readonly more: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`${status} ${error}: ${detail}`);
  }
}

export const notFound = (what: string): ApiError => new ApiError(404, 'not-found', `${what} does not exist`);
export const badRequest = (detail: string): ApiError => new ApiError(400, 'bad-request', detail);
