// What public GETs answered, by address, to be asked about with If-None-Match.

export type Remembered = { etag: string; text: string };

/** Holds the answers that were used last. */
export class Memory {
  readonly #answers = new Map<string, Remembered>();
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  /** What is known of an address, which is used thereby. */
  find(url: string): Remembered | undefined {
    const found = this.#answers.get(url);
    if (found) this.#put(url, found);
    return found;
  }

  /** Keeps an answer, as text, so that nobody can change it; not one that must not be stored. */
  keep(url: string, response: Response, text: string): void {
    const etag = response.headers.get("etag");
    const control = response.headers.get("cache-control") ?? "";
    if (response.status !== 200 || etag === null || /\bno-store\b/.test(control)) return;
    this.#put(url, { etag, text });
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.#size) break;
      this.#answers.delete(oldest);
    }
  }

  /** A map keeps its order of insertion: the last one is the newest. */
  #put(url: string, answer: Remembered): void {
    this.#answers.delete(url);
    this.#answers.set(url, answer);
  }
}

/**
 * Whether this is a page of another origin than the server's. A browser asks first whether it may
 * send If-None-Match from there, and is told no; its own cache does the same.
 */
export function isForeignPage(baseUrl: string): boolean {
  const page: { origin: string; href: string } | undefined = globalThis.location;
  return page !== undefined && new URL(baseUrl, page.href).origin !== page.origin;
}
