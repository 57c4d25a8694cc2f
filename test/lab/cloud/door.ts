import type { Server } from 'node:http';

/** A service's port that can be closed, so that connections are refused, and opened again. */
export class Door {
  #server: Server | null = null;

  constructor(
    private readonly make: () => Server,
    private readonly address: string,
    private readonly port: number,
  ) {}

  async set(open: boolean): Promise<void> {
    const server = this.#server;
    if (open && server === null) {
      const made = this.make();
      await new Promise<void>((resolve, reject) => {
        made.once('error', reject);
        made.listen(this.port, this.address, resolve);
      });
      this.#server = made;
    } else if (!open && server !== null) {
      this.#server = null;
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      server.closeAllConnections(); // calls under way are torn, as by a crash
      await closed;
    }
  }
}
