'use strict';
// Data from a server goes through textContent, never through innerHTML, because other people write notes and places.
const $ = id => document.getElementById(id);
const PREFIX = 'kamaelia.http.server.';
const SERVERS = ['public', 'admin'];
const FRAMINGS = ['content-length', 'chunked', 'close', 'none'];

// One meter; null if the meter has no series with these tags.
async function meter(name, ...tags) {
  const query = tags.map(tag => 'tag=' + encodeURIComponent(tag)).join('&');
  const answer = await fetch('/actuator/metrics/' + PREFIX + name + (query && '?' + query));
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
}

async function value(statistics, name, ...tags) {
  const found = await meter(name, ...tags);
  const one = found && found.measurements.find(m => statistics.includes(m.statistic));
  return one ? one.value : 0;
}

const count = (name, ...tags) => value(['COUNT', 'VALUE'], name, ...tags);
const valuesOf = (found, tag) => (found?.availableTags.find(t => t.tag === tag)?.values ?? []).sort();
const shown = number => Number.isFinite(number) ? Math.round(number).toLocaleString('en') : '–';

function row(texts, firstNumber) {
  const tr = document.createElement('tr');
  texts.forEach((text, i) => {
    const cell = tr.insertCell();
    if (i >= firstNumber) cell.className = 'n';
    if (text instanceof Node) cell.append(text); else cell.textContent = text;
  });
  return tr;
}

async function responses() {
  const rows = await Promise.all(FRAMINGS.map(async framing => {
    const counts = await Promise.all(SERVERS.map(s => count('responses', 'server:' + s, 'framing:' + framing)));
    const bytes = await value(['TOTAL'], 'response.body.size', 'server:public', 'framing:' + framing);
    return row([framing, ...counts.map(shown), shown(bytes)], 1);
  }));
  $('responses').replaceChildren(...rows);
}

async function connections() {
  const rows = await Promise.all(SERVERS.map(async server => {
    const names = ['connections.active', 'connections.closed', 'requests.rejected'];
    const counts = await Promise.all(names.map(name => count(name, 'server:' + server)));
    return row([server, ...counts.map(shown)], 1);
  }));
  $('connections').replaceChildren(...rows);
}

async function roles(server) {
  const tag = 'server:' + server;
  const found = [];
  for (const component of valuesOf(await meter('queue.depth', tag), 'component')) {
    const boxes = await meter('queue.depth', tag, 'component:' + component);
    valuesOf(boxes, 'box').forEach(box => found.push([component, box]));
  }
  return found;
}

function fill(depth, capacity) {
  const gauge = document.createElement('meter');
  gauge.max = capacity || 1;
  gauge.value = depth;
  gauge.setAttribute('aria-label', 'fill');
  return gauge;
}

async function queues() {
  const server = $('server').value;
  const rows = await Promise.all((await roles(server)).map(async ([component, box]) => {
    const tags = ['server:' + server, 'component:' + component, 'box:' + box];
    const names = ['queue.depth', 'queue.capacity', 'queue.depth.max', 'queue.bytes', 'queue.full'];
    const [depth, capacity, ...others] = await Promise.all(names.map(name => count(name, ...tags)));
    return row([component, box, fill(depth, capacity), ...[depth, capacity, ...others].map(shown)], 3);
  }));
  $('boxes').replaceChildren(...rows);
}

async function health() {
  const answer = await fetch('/actuator/health'); // 503 is a valid response, too
  const state = await answer.json();
  const parts = Object.entries(state.components ?? {}).map(([name, part]) => `${name} ${part.status}`);
  $('health').textContent = `Health: ${state.status}` + (parts.length ? ` (${parts.join(', ')})` : '');
}

async function refresh() {
  try {
    await Promise.all([responses(), connections(), queues(), health()]);
    $('trouble').textContent = '';
  } catch (failure) {
    $('trouble').textContent = 'No answer: ' + failure.message;
  }
  setTimeout(refresh, document.hidden ? 10000 : 2000);
}

// Scans as they happen. The socket is opened again when it has closed.
function liveScans() {
  const socket = new WebSocket(location.origin.replace(/^http/, 'ws') + '/scans/live');
  socket.onopen = () => { $('feed').textContent = ''; };
  socket.onmessage = event => {
    const scan = JSON.parse(event.data);
    $('live').prepend(row([scan.number, scan.parcel, scan.status, scan.place], 4));
    while ($('live').rows.length > 8) $('live').lastChild.remove();
  };
  socket.onclose = () => {
    $('feed').textContent = 'Connecting again';
    setTimeout(liveScans, 2000);
  };
}

async function send(output, path, content) {
  const answer = await fetch(path, {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(content)
  });
  const text = answer.status === 204 ? '' : await answer.text();
  if (!answer.ok) $(output).textContent = text;
  return answer.ok ? text : null;
}

$('scan').onsubmit = async event => {
  event.preventDefault();
  const text = await send('scanned', '/scans', {parcel: $('parcel').value, place: $('place').value});
  if (text === null) return;
  const scan = JSON.parse(text);
  $('scanned').textContent = `No. ${scan.number}: ${scan.parcel} is ${scan.status}, at ${scan.place}`;
};

$('logger').onsubmit = async event => {
  event.preventDefault();
  const text = await send('levelled', '/actuator/loggers/org.kamaelia', {configuredLevel: $('level').value});
  if (text !== null) $('levelled').textContent = 'Set to ' + $('level').value;
};

async function readNotes() {
  const answer = await fetch('/notes');
  const text = await answer.text();
  $('noted').textContent = answer.ok ? '' : text;
  if (answer.ok) $('notes').textContent = text.trimEnd().split('\n').reverse().join('\n');
}

$('read').onclick = readNotes;
$('server').onchange = queues;
refresh();
readNotes();
liveScans();
