import { AddressInfo, connect, createServer, Server, Socket } from 'node:net';

/** A way to the API server that can be cut off. */
export class Way {
  public static async to(host: string, port: number): Promise<Way> {
    const way = new Way(host, port);
    await new Promise<void>((resolve) => way.server.listen(0, '127.0.0.1', resolve));
    return way;
  }

  /** Connections that were cut off. */
  public refused = 0;
  private open = true;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(host: string, port: number) {
    this.server = createServer((from) => {
      if (!this.open) {
        this.refused++;
        return void from.destroy();
      }
      const to = connect(port, host);
      [from, to].forEach((socket) => { this.sockets.add(socket); socket.on('error', () => {}); });
      from.pipe(to).pipe(from);
    });
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  public set isOpen(open: boolean) {
    this.open = open;
    if (!open) this.sockets.forEach((socket) => socket.destroy());
  }

  public close(): void {
    this.server.close();
    this.isOpen = false;
  }
}
