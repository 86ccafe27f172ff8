// Exits with 0 if the exporter answers on its HTTP port: with a page, or, with TLS, by closing a connection without a handshake.
import { connect } from 'node:net';

let reached = false;
const socket = connect(Number(process.env.LOWI_HTTP_PORT || 10833), '127.0.0.1', () => {
  reached = true;
  socket.write('GET /-/healthy HTTP/1.0\r\n\r\n');
});
socket.on('data', () => process.exit(0));
socket.on('error', () => {}); // 'close' follows
socket.on('close', () => process.exit(reached ? 0 : 1));
