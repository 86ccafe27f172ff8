import { createServer } from 'node:http';
import mqtt from 'mqtt';

// Bare mqtt.js: a client that only counts messages.
const [url = '', port = '', qos = '0'] = process.argv.slice(2);
let messages = 0;
const client = mqtt.connect(url);
client.on('connect', () => client.subscribe('+/PUB/+', { qos: Number(qos) as 0 | 1 }));
client.on('message', () => {
  messages++;
});
createServer((_, response) => void response.end(`lowi_messages_received_total ${messages}\n`)).listen(
  Number(port),
  '127.0.0.1',
);
