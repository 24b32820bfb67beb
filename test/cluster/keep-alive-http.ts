import { AgentOptions } from 'node:https';
import { PromiseHttpLibrary, RequestContext, ResponseContext } from '@kubernetes/client-node';
import { Agent, Dispatcher, request } from 'undici';

/** The client's HTTP, over connections that are kept: its own makes one, with its TLS handshake, for every request. */
export class KeepAliveHttp implements PromiseHttpLibrary {
  private dispatcher?: Dispatcher;

  public async send(context: RequestContext): Promise<ResponseContext> {
    // the credentials of the kubeconfig come as an agent of node:https
    const { ca, cert, key, rejectUnauthorized, servername } = (context.getAgent() as { options?: AgentOptions } | undefined)?.options ?? {};
    this.dispatcher ??= new Agent({ connections: 16, connect: { ca, cert, key, rejectUnauthorized, servername, timeout: 60_000 } as object });
    const { statusCode, headers, body } = await request(context.getUrl(), {
      dispatcher: this.dispatcher,
      method: context.getHttpMethod() as Dispatcher.HttpMethod,
      headers: context.getHeaders(),
      body: context.getBody() as string | undefined,
    });
    const text = await body.text();
    const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]));
    return new ResponseContext(statusCode, flat, { text: async () => text, binary: async () => Buffer.from(text) });
  }
}
