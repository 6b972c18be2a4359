/** One request to a provider or sink. Headers and body may carry keys: nothing here is ever logged. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back: status, lower-case header names, at most 64 KiB of body. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The one way out to the network. @throws HttpError when no answer came */
export interface Http {
  send(request: HttpRequest): Promise<HttpResponse>;
}
