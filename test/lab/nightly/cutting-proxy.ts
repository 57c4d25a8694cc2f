import net from 'node:net';

/**
 * `cutting-proxy PORT HOST:PORT PACKETS`: passes one SSH connection after another on, and resets the first that has sent so many
 * packets to the box, as a failing switch would. Prints `ready` when it listens and `cut` when it did.
 */
const [port = '', target = '', packets = ''] = process.argv.slice(2);
const [host = '', targetPort = ''] = target.split(':');
let left = Number(packets);
let cut = false;

net
  .createServer((client) => {
    const box = net.connect(Number(targetPort), host);
    const end = (): void => {
      client.destroy();
      box.destroy();
    };
    client.setNoDelay(true);
    box.setNoDelay(true);
    client.on('data', (chunk) => {
      if (!cut && left-- <= 0) {
        cut = true;
        console.log('cut');
        client.resetAndDestroy();
        box.resetAndDestroy();
        return;
      }
      box.write(chunk);
    });
    box.on('data', (chunk) => client.write(chunk));
    client.on('close', end).on('error', end);
    box.on('close', end).on('error', end);
  })
  .listen(Number(port), '127.0.0.1', () => { console.log('ready'); });
