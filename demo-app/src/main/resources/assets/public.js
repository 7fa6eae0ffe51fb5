'use strict';
// Data from a server goes through textContent, never through innerHTML, because other people write notes and places.
const $ = id => document.getElementById(id);

async function ask(output, path, options) {
  try {
    const answer = await fetch(path, options);
    if (!answer.ok) throw new Error((await answer.text()).trim());
    return answer;
  } catch (failure) {
    $(output).textContent = failure.message;
    return null;
  }
}

$('take').onclick = async () => {
  const answer = await ask('number', '/tickets', {method: 'POST'});
  if (answer) $('number').textContent = (await answer.json()).number;
};

const pathOf = () => '/parcels/' + encodeURIComponent($('parcel').value.trim());

$('find').onsubmit = async event => {
  event.preventDefault();
  const answer = await ask('found', pathOf());
  if (!answer) return;
  const parcel = await answer.json();
  $('found').textContent =
      `${parcel.parcel} to ${parcel.destination}, ${parcel.grams} g: ${parcel.status}, last seen at ${parcel.place}`;
};

$('wait').onclick = async () => {
  $('wait').disabled = true;
  $('found').textContent = 'Waiting …';
  const answer = await ask('found', pathOf() + '/next-scan');
  if (answer) {
    const scan = answer.status === 204 ? null : await answer.json();
    $('found').textContent = scan ? `${scan.parcel}: ${scan.status} at ${scan.place}` : 'Not scanned for a while.';
  }
  $('wait').disabled = false;
};

$('upload').onsubmit = event => {
  event.preventDefault();
  const file = $('file').files[0];
  const request = new XMLHttpRequest();
  request.open('POST', '/documents');
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.upload.onprogress = sent => { if (sent.total) $('sent').value = sent.loaded / sent.total; };
  request.onerror = () => { $('receipt').textContent = 'The connection broke off.'; };
  request.onload = async () => {
    $('sent').value = 1;
    if (request.status !== 200) {
      $('receipt').textContent = request.responseText;
      return;
    }
    const receipt = JSON.parse(request.responseText);
    $('receipt').textContent = `${receipt.bytes} bytes, SHA-256 ${receipt.sha256}${await ownCheck(file, receipt)}`;
  };
  $('sent').value = 0;
  $('receipt').textContent = 'Sending …';
  request.send(file);
};

async function ownCheck(file, receipt) {
  if (!window.crypto || !crypto.subtle) return '';
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  const hex = Array.from(sum, byte => byte.toString(16).padStart(2, '0')).join('');
  return hex === receipt.sha256 ? ' – the same as computed here' : ' – NOT the same as computed here';
}

let stream = null;

function listen() {
  stream = new EventSource('/scans');
  stream.onopen = () => { $('state').textContent = 'listening'; };
  stream.onerror = () => { $('state').textContent = 'interrupted; trying again'; };
  stream.addEventListener('scan', event => show(JSON.parse(event.data)));
}

function show(scan) {
  const row = document.createElement('tr');
  const time = new Date(scan.time).toLocaleTimeString();
  [scan.number, time, null, scan.status, scan.place].forEach(value => { row.insertCell().textContent = value; });
  const pick = document.createElement('button');
  pick.type = 'button';
  pick.className = 'plain';
  pick.textContent = scan.parcel;
  pick.onclick = () => { $('parcel').value = scan.parcel; $('find').requestSubmit(); };
  row.cells[2].replaceChildren(pick);
  $('scans').prepend(row);
  while ($('scans').rows.length > 8) $('scans').deleteRow(-1);
}

$('listen').onclick = () => {
  if (stream) {
    stream.close();
    stream = null;
    $('state').textContent = 'not listening';
  } else {
    $('state').textContent = 'connecting';
    listen();
  }
  $('listen').textContent = stream ? 'Stop listening' : 'Listen';
  $('listen').setAttribute('aria-pressed', String(stream !== null));
};

$('manifest').onsubmit = async event => {
  event.preventDefault();
  const status = $('status').value;
  const answer = await ask('rows', '/manifest.csv' + (status ? '?status=' + status : ''));
  if (!answer) return;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let lines = -1, head = '';
  for (let part; !(part = await reader.read()).done;) {
    lines += part.value.split('\n').length - 1;
    if (head.length < 2000) head += part.value;
    $('rows').textContent = `${lines} parcels so far`;
  }
  $('rows').textContent = `${lines} parcels`;
  $('csv').textContent = head.split('\r\n').slice(0, 8).join('\n') + '\n…';
};

async function readNotes() {
  const answer = await ask('noted', '/notes');
  if (answer) $('notes').textContent = (await answer.text()).trimEnd().split('\n').reverse().slice(0, 20).join('\n');
}

$('note').onsubmit = async event => {
  event.preventDefault();
  const answer = await ask('noted', '/notes', {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({text: $('text').value})
  });
  if (!answer) return;
  $('noted').textContent = 'Thank you.';
  $('text').value = '';
  readNotes();
};

listen();
readNotes();
