/** One request to a provider or sink. Headers and body may carry keys: nothing here is ever logged. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Most bytes of the answer's body; 64 KiB where nothing is said. */
  readonly most?: number;
}

/** What came back: status, lower-case header names, body. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The one way out to the network. @throws HttpError when no answer came */
export interface Http {
  send(request: HttpRequest): Promise<HttpResponse>;
}
