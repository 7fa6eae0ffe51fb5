// Echoes messages with the package ws of npm, over each address, with and without compression.
'use strict';
const { createRequire } = require('module');
const WebSocket = createRequire(process.argv[2] + '/')('ws');
const assert = require('assert');

function talk(url, deflate) {
  return new Promise((resolve, reject) => {
    const sent = ['', 'hello', 'κόσμε 🌍', 'y'.repeat(300000), Buffer.from([0, 255, 1, 254]), Buffer.alloc(200000, 7)];
    const got = [];
    const socket = new WebSocket(url, { perMessageDeflate: deflate, rejectUnauthorized: false, handshakeTimeout: 10000 });
    let pong = false;
    const late = setTimeout(() => reject(new Error(url + ': no answer')), 30000);
    socket.on('error', reject);
    socket.on('pong', payload => { pong = payload.toString() === 'p'; });
    socket.on('open', () => {
      socket.ping('p');
      sent.forEach(message => socket.send(message));
      socket.send('first ', { fin: false });
      socket.send('last', { fin: true });
    });
    socket.on('message', (data, binary) => {
      got.push(binary ? data : data.toString());
      if (got.length === sent.length + 1) {
        socket.close(4001, 'done');
      }
    });
    socket.on('close', code => {
      clearTimeout(late);
      try {
        assert.deepStrictEqual(got, [...sent, 'first last']);
        assert.strictEqual(code, 4001);
        assert.ok(pong, 'no pong');
        assert.strictEqual(socket.extensions.includes('permessage-deflate'), deflate);
        resolve();
      } catch (failure) {
        reject(new Error(`${url} ${deflate}: ${failure.message}`));
      }
    });
  });
}

(async () => {
  for (const url of process.argv.slice(3)) {
    for (const deflate of [false, true]) {
      await talk(url, deflate);
    }
  }
  console.log(`npm ws: ${process.argv.length - 3} addresses passed, with and without compression`);
})().catch(failure => { console.error('npm ws: ' + failure.message); process.exit(1); });
