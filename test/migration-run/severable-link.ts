import { AddressInfo, connect, createServer, Server, Socket } from 'node:net';

/** A way to a port of the loopback address that can be cut: nothing passes, and nobody is told, as with a network that is lost. */
export class SeverableLink {
  public static async to(port: number): Promise<SeverableLink> {
    const link = new SeverableLink(port);
    await new Promise<void>((resolve) => link.server.listen(0, '127.0.0.1', resolve));
    return link;
  }

  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private severed = false;

  private constructor(to: number) {
    this.server = createServer((near) => {
      const far = connect(to, '127.0.0.1');
      for (const [socket, other] of [[near, far], [far, near]]) {
        this.sockets.add(socket);
        if (this.severed) socket.pause();
        // one end's end is the other's
        socket.on('error', () => other.destroy()).on('close', () => {
          other.destroy();
          this.sockets.delete(socket);
        });
        socket.pipe(other);
      }
    });
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  public sever(): void {
    this.severed = true;
    for (const socket of this.sockets) {
      socket.unpipe();
      socket.pause();
    }
  }

  /** What was under way is lost, as it is when a firewall forgets its connections. */
  public mend(): void {
    this.severed = false;
    for (const socket of this.sockets) socket.destroy();
  }

  public stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}
