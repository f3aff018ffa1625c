export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly authorization: string | undefined;
  readonly origin: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body?: unknown;
}

export const refused = (status: number, code: number, message: string): ApiAnswer => ({
  status,
  body: { code, message },
});
