// The Kubernetes API as a pod sees it, with nothing but what Node.js has. Token and CA are read for every request: the kubelet renews the
// token's file (Kubernetes docs, "Launch a Pod using service account token projection": a client has to reload it).
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const REQUEST_SECONDS = 30;
const ATTEMPTS = 8;
/** What the API server says when it is overloaded, restarting, or waits for something else (Kubernetes API conventions, "HTTP Status codes"). */
const PASSING = [429, 500, 502, 503, 504];

/** What the API server answered instead of doing it; status 0 is no answer at all. */
export class ApiError extends Error {
  constructor(method, path, status, reason, text) {
    super(`${method} ${path}: ${status || 'no answer'}${reason ? ` ${reason}` : ''}: ${text}`);
    this.status = status;
    this.reason = reason;
    this.text = text;
  }
}

/** Path of an object, or of all of a kind: `pathOf({ api: 'batch/v1', namespace, kind: 'jobs', name })`; `api` of the core is `v1`. */
export function pathOf({ api, namespace, kind, name, part }) {
  const parts = [
    ...(api.includes('/') ? ['apis', ...api.split('/')] : ['api', api]),
    ...(namespace === undefined ? [] : ['namespaces', namespace]),
    kind,
    ...(name === undefined ? [] : [name]),
    ...(part === undefined ? [] : [part]),
  ];
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

/** Asks again and again until the answer is neither undefined, null nor false. */
export async function until(ask, { everySeconds = 2, signal } = {}) {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    await pause(everySeconds * 1000, undefined, { signal });
  }
}

export class Kubernetes {
  constructor({ host = process.env.KUBERNETES_SERVICE_HOST, port = process.env.KUBERNETES_SERVICE_PORT ?? '443', directory = ACCOUNT, signal } = {}) {
    if (!host) throw new Error('KUBERNETES_SERVICE_HOST is not set: this runs in a pod');
    this.host = host;
    this.port = port;
    this.directory = directory;
    /** Ends what waits. */
    this.signal = signal;
  }

  /** The same API with another signal, such as none for what has to be cleaned up. */
  with(signal) {
    return new Kubernetes({ ...this, signal });
  }

  /** The object; undefined when there is none. */
  async get(of) {
    try {
      return await this.ask('GET', pathOf(of));
    } catch (error) {
      if (error.status === 404) return undefined;
      throw error;
    }
  }

  /** The objects of a kind; `labels` is a selector such as `a=b,c`. Absent kinds are none. */
  async list(of, { labels, fields } = {}) {
    const query = { ...(labels && { labelSelector: labels }), ...(fields && { fieldSelector: fields }) };
    try {
      return (await this.ask('GET', pathOf(of), { query })).items;
    } catch (error) {
      if (error.status === 404) return [];
      throw error;
    }
  }

  /** Makes an object. One that is there already is an ApiError with status 409. */
  async create(of, object) {
    return this.ask('POST', pathOf({ ...of, name: undefined }), { body: object });
  }

  /** Merges into an object (RFC 7386), or into one of its parts: `{ ...of, part: 'status' }`. */
  async patch(of, change) {
    return this.ask('PATCH', pathOf(of), { body: change, type: 'application/merge-patch+json' });
  }

  /**
   * Marks an object for removal and returns; one that is not there is fine. `uid` removes that very object only, and what belongs to it goes
   * in the background, or before it with `propagation: 'Foreground'`.
   */
  async remove(of, { uid, propagation = 'Background', graceSeconds } = {}) {
    const body = {
      apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: propagation,
      ...(uid && { preconditions: { uid } }), ...(graceSeconds !== undefined && { gracePeriodSeconds: graceSeconds }),
    };
    try {
      await this.ask('DELETE', pathOf(of), { body });
    } catch (error) {
      if (error.status !== 404) throw error;
    }
  }

  /**
   * Calls `line` with each line of a container's log until the container ends. A broken connection and an aborted `signal` throw; asked again, all
   * lines come again.
   */
  async follow({ namespace, name, container }, line, { signal = this.signal } = {}) {
    const query = { follow: 'true', ...(container && { container }) };
    const path = `${pathOf({ api: 'v1', namespace, kind: 'pods', name, part: 'log' })}?${new URLSearchParams(query)}`;
    const response = await this.send('GET', path, { signal });
    if (response.statusCode !== 200) throw failure('GET', path, response, await textOf(response));
    // readline waits for ever when a connection breaks
    let rest = '';
    for await (const part of response.setEncoding('utf8')) {
      const lines = `${rest}${part}`.split('\n');
      rest = lines.pop();
      lines.forEach((text) => line(text));
    }
    if (rest !== '') line(rest);
  }

  /** One request with its answer; asked again when the failure passes. */
  async ask(method, path, { query, body, type = 'application/json' } = {}) {
    const full = query && Object.keys(query).length > 0 ? `${path}?${new URLSearchParams(query)}` : path;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(method, full, body, type);
      } catch (error) {
        // what may have been done must not be done twice
        const again = method === 'POST' ? error.status === 429 || error.cause?.code === 'ECONNREFUSED' : error.status === 0 || PASSING.includes(error.status);
        if (!again || attempt === ATTEMPTS || this.signal?.aborted) throw error;
        await pause(Math.max(error.retryAfterSeconds ?? 0, Math.min(2 ** (attempt - 1), 15)) * 1000, undefined, { signal: this.signal });
      }
    }
  }

  async once(method, path, body, type) {
    const timeout = AbortSignal.timeout(REQUEST_SECONDS * 1000);
    const signal = this.signal ? AbortSignal.any([this.signal, timeout]) : timeout;
    const response = await this.send(method, path, { body: body && JSON.stringify(body), type, signal });
    const text = await textOf(response).catch((error) => { throw unanswered(method, path, error); });
    if (response.statusCode >= 300) throw failure(method, path, response, text);
    return JSON.parse(text);
  }

  send(method, path, { body, type, signal }) {
    return new Promise((resolve, reject) => {
      const bearer = readFileSync(`${this.directory}/token`, 'utf8').trim();
      const asked = request({
        host: this.host, port: this.port, method, path, signal,
        ca: readFileSync(`${this.directory}/ca.crt`),
        headers: {
          authorization: `Bearer ${bearer}`, accept: 'application/json, */*',
          ...(body && { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
        },
      }, resolve);
      // a log may be silent for long: only the kernel notices that the other side is gone
      asked.on('socket', (socket) => socket.setKeepAlive(true, REQUEST_SECONDS * 1000));
      asked.on('error', (error) => reject(this.signal?.aborted ? this.signal.reason : unanswered(method, path, error)));
      asked.end(body);
    });
  }
}

async function textOf(response) {
  const parts = [];
  for await (const part of response) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function unanswered(method, path, error) {
  const unknown = new ApiError(method, path, 0, '', error.message || error.code);
  unknown.cause = error;
  return unknown;
}

function failure(method, path, response, text) {
  let status;
  try {
    status = JSON.parse(text);
  } catch {
    // a proxy's page, or the kubelet's words
  }
  const error = new ApiError(method, path, response.statusCode, status?.reason ?? '', status?.message ?? text.slice(0, 500));
  error.retryAfterSeconds = Number(response.headers['retry-after']) || undefined;
  return error;
}
