#!/usr/bin/env python3
"""Holds the conversations that the Autobahn test suite names in its sections 1 to 7, 9, 10, 12 and 13 with an echo server.

Usage: cases.py [--tls] [--count N] PORT [PATH] [ID ...]
IDs are prefixes such as 6 or 13.3. N is the number of messages of each case of 12 and 13, 1000 unless given.
A case is OK, INFORMATIONAL or FAILED; a connection that the server does not close by itself is UNCLEAN.
"""
import argparse
import base64
import hashlib
import os
import select
import socket
import ssl
import struct
import sys
import time
import zlib

CONT, TEXT, BIN, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Ended(Exception):
    pass


class Peer:
    """A client that can also send what no client may send."""

    def __init__(self, options, offer=None):
        sock = socket.create_connection(("127.0.0.1", options.port), 10)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if options.tls:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            sock = context.wrap_socket(sock, server_hostname="localhost")
        self.sock, self.pending, self.agreed = sock, b"", None
        self.deflater = self.inflater = None
        key = base64.b64encode(os.urandom(16))
        lines = [b"GET " + options.path.encode() + b" HTTP/1.1", b"Host: localhost:%d" % options.port,
                 b"Connection: Upgrade", b"Upgrade: websocket", b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Key: " + key]
        if offer:
            lines.append(b"Sec-WebSocket-Extensions: " + offer)
        sock.sendall(b"\r\n".join(lines) + b"\r\n\r\n")
        while b"\r\n\r\n" not in self.pending:
            self.fill(10)
        head, self.pending = self.pending.split(b"\r\n\r\n", 1)
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        assert head.startswith(b"HTTP/1.1 101"), head
        assert base64.b64encode(hashlib.sha1(key + GUID).digest()).lower() == fields[b"sec-websocket-accept"]
        if offer:
            self.agree(fields.get(b"sec-websocket-extensions", b"").decode())

    def agree(self, field):
        parts = [part.strip() for part in field.split(";")]
        assert parts[0] == "permessage-deflate", field
        self.agreed = dict((part.split("=") + [None])[:2] for part in parts[1:])

    # Octets.

    def fill(self, wait):
        if not (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()):
            if not select.select([self.sock], [], [], wait)[0]:
                raise TimeoutError
        try:
            more = self.sock.recv(1 << 18)
        except (ConnectionError, ssl.SSLError) as broken:
            raise Ended from broken
        if not more:
            raise Ended
        self.pending += more

    def read(self, octets, wait):
        until = time.monotonic() + wait
        parts, have = [self.pending], len(self.pending)
        while have < octets:
            self.pending = b""
            try:
                self.fill(max(0, until - time.monotonic()))
            except (TimeoutError, Ended):
                self.pending = b"".join(parts)
                raise
            parts.append(self.pending)
            have += len(self.pending)
        all = b"".join(parts)
        self.pending = all[octets:]
        return all[:octets]

    def raw(self, octets, chop=None):
        """Sends octets while it takes what the server sends, so that neither waits for the other."""
        view, at = memoryview(octets), 0
        self.sock.setblocking(False)
        try:
            while at < len(view):
                ready = select.select([self.sock], [self.sock], [], 60)
                if ready[0]:
                    try:
                        self.fill(0)
                    except (ssl.SSLWantReadError, TimeoutError):
                        pass
                if ready[1]:
                    try:
                        at += self.sock.send(view[at:at + (chop or 1 << 17)])
                    except (ssl.SSLWantWriteError, ssl.SSLWantReadError, BlockingIOError):
                        pass
                    except (ConnectionError, ssl.SSLError) as broken:
                        raise Ended from broken
        finally:
            self.sock.setblocking(True)

    # Frames.

    def frame(self, opcode, payload=b"", fin=True, rsv=0):
        size = len(payload)
        head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
        head += bytes([0x80 | size]) if size < 126 else struct.pack(">BH", 0xfe, size) if size < 65536 \
            else struct.pack(">BQ", 0xff, size)
        key = os.urandom(4)
        mask = (key * (size // 4 + 1))[:size]
        masked = (int.from_bytes(payload, "big") ^ int.from_bytes(mask, "big")).to_bytes(size, "big")
        return head + key + masked

    def send(self, opcode, payload=b"", fin=True, rsv=0, chop=None):
        self.raw(self.frame(opcode, payload, fin, rsv), chop)

    def receive(self, wait=10):
        """The next frame: opcode, whether it is the last, reserved bits, payload."""
        first, second = self.read(2, wait)
        assert second < 128, "the server masks"
        size = second
        if size == 126:
            size, = struct.unpack(">H", self.read(2, wait))
            assert size > 125
        elif size == 127:
            size, = struct.unpack(">Q", self.read(8, wait))
            assert size > 65535
        return first & 15, first >= 128, first >> 4 & 7, self.read(size, wait)

    def event(self, wait=10):
        """The next message or control frame. A message is ("message", octets, is text)."""
        parts, kind, packed = [], None, False
        while True:
            opcode, fin, rsv, payload = self.receive(wait)
            if opcode >= 8:
                assert fin and not rsv
                if opcode == CLOSE:
                    code = struct.unpack(">H", payload[:2])[0] if payload else None
                    payload[2:].decode("utf-8")
                    return "close", code
                if opcode == PONG:
                    return "pong", payload
                self.send(PONG, payload)  # the server asks whether we are still there
                continue
            assert (opcode == CONT) == (kind is not None) and rsv in (0, 4) and (not rsv or self.agreed is not None)
            if opcode != CONT:
                kind, packed = opcode, rsv == 4
            parts.append(payload)
            if fin:
                whole = b"".join(parts)
                return "message", self.unpack(whole) if packed else whole, kind == TEXT

    # Compression.

    def pack(self, message):
        if self.deflater is None:
            self.deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = self.deflater.compress(message) + self.deflater.flush(zlib.Z_SYNC_FLUSH)
        assert packed.endswith(b"\0\0\xff\xff")
        if "client_no_context_takeover" in self.agreed:
            self.deflater = None
        return packed[:-4]

    def unpack(self, packed):
        if self.inflater is None:
            self.inflater = zlib.decompressobj(-int(self.agreed.get("server_max_window_bits") or 15))
        message = self.inflater.decompress(packed + b"\0\0\xff\xff")
        if "server_no_context_takeover" in self.agreed:
            self.inflater = None
        return message

    # Ends.

    def close(self, code=1000, reason=b""):
        self.send(CLOSE, struct.pack(">H", code) + reason)

    def gone(self, wait=1):
        """Whether the server closes the connection by itself within a second, without a reset."""
        try:
            while True:
                self.fill(wait)
        except TimeoutError:
            return False
        except Ended as ended:
            cause = ended.__cause__
            return cause is None or isinstance(cause, ssl.SSLZeroReturnError)


class Failed(Exception):
    pass


def expect(peer, *events, wait=10):
    for wanted in events:
        try:
            got = peer.event(wait)
        except (TimeoutError, Ended) as nothing:
            raise Failed("%s instead of %.80r" % (type(nothing).__name__, wanted)) from nothing
        if got != wanted:
            raise Failed("%.80r instead of %.80r" % (got, wanted))


def text(payload):
    return "message", payload, True


def binary(payload):
    return "message", payload, False


def we_close(peer, code=1000):
    peer.close(code)
    ended(peer, code)


def ended(peer, *codes):
    """The server closes with one of these codes, and then closes the connection."""
    try:
        got = peer.event(5)
    except (TimeoutError, Ended) as nothing:
        raise Failed("%s instead of a Close frame" % type(nothing).__name__) from nothing
    if got[0] != "close" or got[1] not in codes:
        raise Failed("%.80r instead of a Close frame with %s" % (got, codes))
    if not peer.gone():
        raise Failed("UNCLEAN: the server does not close the connection")


CASES = {}


def case(id, offer=None):
    def add(run):
        CASES[id] = run, offer
        return run
    return add


def conversation(id, sends, events, code=None, together=None):
    """Frames and what they bring; with a code the server closes, else the client does. Run frame by frame, in one
    segment, and octet by octet, unless one of these is asked for."""
    @case(id)
    def run(peer):
        frames = [peer.frame(*send) if isinstance(send, tuple) else send for send in sends]
        try:
            if together == "octets":
                peer.raw(b"".join(frames), 1)
            elif together:
                peer.raw(b"".join(frames))
            else:
                for frame in frames:
                    peer.raw(frame)
        except Ended:
            if not code:  # the server may close before it was sent everything
                raise
        expect(peer, *events)
        ended(peer, code) if code else we_close(peer)


def section_1():
    for section, opcode, made in ((1, TEXT, text), (2, BIN, binary)):
        for number, size in enumerate((0, 125, 126, 127, 128, 65535, 65536), 1):
            payload = (b"*" if opcode == TEXT else b"\xfe") * size
            conversation("1.%d.%d" % (section, number), [(opcode, payload)], [made(payload)])

        @case("1.%d.8" % section)
        def chopped(peer, opcode=opcode, made=made):
            payload = (b"*" if opcode == TEXT else b"\xfe") * 65536
            peer.send(opcode, payload, chop=997)
            expect(peer, made(payload))
            we_close(peer)


def section_2():
    odd = bytes([0, 0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0, 0xff])
    long = b"\xfe" * 125
    for number, payload in ((1, b""), (2, b"Hello, world!"), (3, odd), (4, long)):
        conversation("2.%d" % number, [(PING, payload)], [("pong", payload)])
    conversation("2.5", [(PING, b"\xfe" * 126)], [], 1002)
    conversation("2.6", [(PING, long)], [("pong", long)], together="octets")
    conversation("2.7", [(PONG,)], [])
    conversation("2.8", [(PONG, b"unsolicited")], [])
    conversation("2.9", [(PONG, b"unsolicited"), (PING, b"ping")], [("pong", b"ping")])
    pings = [(PING, b"payload-%d" % i) for i in range(10)]
    for number, way in ((10, None), (11, "octets")):
        conversation("2.%d" % number, pings, [("pong", ping[1]) for ping in pings], together=way)


def section_3():
    hello = (TEXT, b"Hello, world!")
    echo = [text(b"Hello, world!")]
    conversation("3.1", [hello + (True, 1)], [], 1002)
    for number, rsv, way in ((2, 2, True), (3, 3, None), (4, 4, "octets")):
        conversation("3.%d" % number, [hello, hello + (True, rsv), (PING,)], echo, 1002, way)
    conversation("3.5", [(BIN, b"\0\xff\xfe\xfd", True, 5)], [], 1002)
    conversation("3.6", [(PING, b"Hello, world!", True, 6)], [], 1002)
    conversation("3.7", [(CLOSE, b"", True, 7)], [], 1002)


def section_4():
    hello = (TEXT, b"Hello, world!")
    echo = [text(b"Hello, world!")]
    for section, first in ((1, 3), (2, 11)):
        conversation("4.%d.1" % section, [(first,)], [], 1002)
        conversation("4.%d.2" % section, [(first + 1, b"reserved opcode")], [], 1002)
        conversation("4.%d.3" % section, [hello, (first + 2,), (PING,)], echo, 1002, True)
        conversation("4.%d.4" % section, [hello, (first + 3, b"reserved"), (PING,)], echo, 1002)
        conversation("4.%d.5" % section, [hello, (first + 4, b"reserved"), (PING,)], echo, 1002, "octets")


def section_5():
    one, two = b"fragment1", b"fragment2"
    begin, end = (TEXT, one, False), (CONT, two, True)
    both = [text(one + two)]
    ways = (True, None, "octets")
    conversation("5.1", [(PING, one, False), end], [], 1002)
    conversation("5.2", [(PONG, one, False), end], [], 1002)
    for i, way in enumerate(ways):
        conversation("5.%d" % (3 + i), [begin, end], both, together=way)
        conversation("5.%d" % (6 + i), [begin, (PING, b"ping"), end], [("pong", b"ping")] + both, together=way)
        conversation("5.%d" % (9 + i), [(CONT, b"non-continuation", True), (TEXT, b"Hello")], [], 1002, way)
        conversation("5.%d" % (12 + i), [(CONT, b"non-continuation", False), (TEXT, b"Hello")], [], 1002, way)
    conversation("5.15", [begin, end, (CONT, b"x", False), (TEXT, b"Hello")], both, 1002, True)
    conversation("5.16", [(CONT, one, False), begin, end] * 2, [], 1002)
    conversation("5.17", [(CONT, one, True), begin, end] * 2, [], 1002)
    conversation("5.18", [begin, (TEXT, two, False)], [], 1002)
    parts = [b"fragment%d" % i for i in range(1, 6)]
    for id, chop in (("5.19", None), ("5.20", 1)):
        @case(id)
        def pings_between(peer, chop=chop):
            peer.send(TEXT, parts[0], False, chop=chop)
            peer.send(CONT, parts[1], False, chop=chop)
            peer.send(PING, b"ping 1", chop=chop)
            expect(peer, ("pong", b"ping 1"))
            time.sleep(1)
            peer.send(CONT, parts[2], False, chop=chop)
            peer.send(CONT, parts[3], False, chop=chop)
            peer.send(PING, b"ping 2", chop=chop)
            peer.send(CONT, parts[4], True, chop=chop)
            expect(peer, ("pong", b"ping 2"), text(b"".join(parts)))
            we_close(peer)


def utf8_sequences():
    """Section 6.5 to 6.23: sequences of octets, valid or not."""
    kosme = "κόσμε".encode()
    yield [kosme[:i] for i in range(1, len(kosme) + 1)]
    firsts = (0, 0x80, 0x800, 0x10000)
    yield [chr(point).encode() for point in firsts]
    yield [b"\xf8\x88\x80\x80\x80", b"\xfc\x84\x80\x80\x80\x80"]
    yield [chr(point).encode() for point in (0x7f, 0x7ff, 0xffff, 0x10ffff)] + [b"\xf7\xbf\xbf\xbf"]
    yield [b"\xfb\xbf\xbf\xbf\xbf", b"\xfd\xbf\xbf\xbf\xbf\xbf"]
    yield [chr(point).encode() for point in (0xd7ff, 0xe000, 0xfffd, 0x10ffff)] + [b"\xf4\x90\x80\x80"]
    yield [b"\x80", b"\xbf"] + [(b"\x80\xbf" * 4)[:i] for i in range(2, 8)] + [bytes(range(0x80, 0xc0))]
    yield [b"".join(bytes([i]) + b" " for i in leads) for leads in
           (range(0xc0, 0xe0), range(0xe0, 0xf0), range(0xf0, 0xf8), range(0xf8, 0xfc), range(0xfc, 0xfe))]
    cut = [b"\xc0", b"\xe0\x80", b"\xf0\x80\x80", b"\xf8\x80\x80\x80", b"\xfc\x80\x80\x80\x80",
           b"\xdf", b"\xef\xbf", b"\xf7\xbf\xbf", b"\xfb\xbf\xbf\xbf", b"\xfd\xbf\xbf\xbf\xbf"]
    yield cut
    yield [b"".join(cut)]
    yield [b"\xfe", b"\xff", b"\xfe\xfe\xff\xff"]
    yield [b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xf8\x80\x80\x80\xaf", b"\xfc\x80\x80\x80\x80\xaf"]
    yield [b"\xc1\xbf", b"\xe0\x9f\xbf", b"\xf0\x8f\xbf\xbf", b"\xf8\x87\xbf\xbf\xbf", b"\xfc\x83\xbf\xbf\xbf\xbf"]
    yield [b"\xc0\x80", b"\xe0\x80\x80", b"\xf0\x80\x80\x80", b"\xf8\x80\x80\x80\x80", b"\xfc\x80\x80\x80\x80\x80"]
    surrogates = [chr(p).encode("utf-8", "surrogatepass") for p in (0xd800, 0xdb7f, 0xdb80, 0xdbff, 0xdc00, 0xdf80, 0xdfff)]
    yield surrogates
    yield [high + low for high in surrogates[:4] for low in (surrogates[4], surrogates[6])]
    yield [chr(plane << 16 | low).encode() for plane in range(17) for low in (0xfffe, 0xffff)]
    yield [chr(point).encode() for point in (0xfff9, 0xfffa, 0xfffb, 0xfffc, 0xfffd, 0xfeff, 0x2060)]


def is_utf8(octets):
    try:
        octets.decode("utf-8")
        return True
    except UnicodeDecodeError:
        return False


def section_6():
    conversation("6.1.1", [(TEXT,)], [text(b"")])
    conversation("6.1.2", [(TEXT, b"", False), (CONT, b"", False), (CONT, b"")], [text(b"")])
    conversation("6.1.3", [(TEXT, b"", False), (CONT, b"middle", False), (CONT, b"")], [text(b"middle")])
    valid = "Hello-µ@ßöäüàá-UTF-8!!".encode()
    for id, parts in (("6.2.1", [valid]), ("6.2.2", [valid[:7], valid[7:]]), ("6.2.3", [valid[i:i + 1] for i in range(len(valid))]),
                      ("6.2.4", ["κόσμε".encode()[i:i + 1] for i in range(11)])):
        parts = [part for part in parts if part]
        frames = [(TEXT if not i else CONT, part, i == len(parts) - 1) for i, part in enumerate(parts)]
        conversation(id, frames, [text(b"".join(parts))])
    wrong = "κόσμε".encode() + b"\xed\xa0\x80edited"
    conversation("6.3.1", [(TEXT, wrong)], [], 1007)
    conversation("6.3.2", [(TEXT if not i else CONT, wrong[i:i + 1], i == len(wrong) - 1) for i in range(len(wrong))], [], 1007)
    before = "κόσμε".encode()
    for number, bad, in_frame in ((1, b"\xf4\x90\x80\x80", False), (2, b"\xf4\x90", False),
                                  (3, b"\xf4\x90\x80\x80", True), (4, b"\xf4\x90", True)):
        @case("6.4.%d" % number)
        def fails_at_once(peer, bad=bad, in_frame=in_frame):
            whole = before + bad + b"edited"
            frame = peer.frame(TEXT, whole) if in_frame else peer.frame(TEXT, before, False)
            head = len(frame) - len(whole)
            peer.raw(frame[:head + len(before)] if in_frame else frame)
            time.sleep(1)
            peer.raw(frame[head + len(before):head + len(before) + len(bad)] if in_frame else peer.frame(CONT, bad, False))
            ended(peer, 1007)  # without the rest
    for number, sequences in enumerate(utf8_sequences(), 6):
        for index, octets in enumerate(sequences, 1):
            conversation("6.%d.%d" % (number, index), [(TEXT, octets)],
                         [text(octets)] if is_utf8(octets) else [], None if is_utf8(octets) else 1007)


def section_7():
    @case("7.1.1")
    def echo(peer):
        peer.send(TEXT, b"Hello World!")
        expect(peer, text(b"Hello World!"))
        we_close(peer)

    def after_close(*frames):
        def run(peer):
            peer.raw(peer.frame(CLOSE, struct.pack(">H", 1000)) + b"".join(peer.frame(*frame) for frame in frames))
            ended(peer, 1000)
        return run
    case("7.1.2")(after_close((CLOSE, struct.pack(">H", 1000))))
    case("7.1.3")(after_close((PING, b"")))
    case("7.1.4")(after_close((TEXT, b"Hello World!")))

    @case("7.1.5")
    def close_within_a_message(peer):
        peer.send(TEXT, b"fragment1", False)
        peer.raw(peer.frame(CLOSE, struct.pack(">H", 1000)) + peer.frame(CONT, b"fragment2"))
        ended(peer, 1000)

    @case("7.1.6")
    def close_behind_much(peer):
        large = b"BAsd7&jh23" * 26214
        peer.raw(peer.frame(TEXT, large) + peer.frame(TEXT, b"Hello World!") + peer.frame(CLOSE, b"\x03\xe8") + peer.frame(PING))
        expect(peer, text(large), text(b"Hello World!"))
        ended(peer, 1000)
        return "INFORMATIONAL"

    def closing(id, payload, *codes, informational=False):
        @case(id)
        def run(peer):
            peer.send(CLOSE, payload)
            ended(peer, *codes)
            return "INFORMATIONAL" if informational else None
    code = lambda number: struct.pack(">H", number)
    closing("7.3.1", b"", None)
    closing("7.3.2", b"a", 1002)
    closing("7.3.3", code(1000), 1000)
    closing("7.3.4", code(1000) + b"Hello World!", 1000)
    closing("7.3.5", code(1000) + b"*" * 123, 1000)
    closing("7.3.6", code(1000) + b"*" * 124, 1002)
    closing("7.5.1", code(1000) + b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited", 1007)
    for i, number in enumerate((1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999), 1):
        closing("7.7.%d" % i, code(number), number)
    for i, number in enumerate((0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999), 1):
        closing("7.9.%d" % i, code(number), 1002)
    closing("7.13.1", code(5000), 1002, informational=True)
    closing("7.13.2", code(65535), 1002, informational=True)


def section_9_10():
    kib, mib = 1024, 1024 * 1024

    def large(id, opcode, size, fragment=None, chop=None):
        @case(id)
        def run(peer):
            payload = b"*" * size if opcode == TEXT else b"\xfe" * size
            parts = range(0, size, fragment or size)
            peer.raw(b"".join(peer.frame(opcode if not at else CONT, payload[at:at + (fragment or size)], at == parts[-1])
                              for at in parts), chop)
            expect(peer, text(payload) if opcode == TEXT else binary(payload), wait=100)
            we_close(peer)
    for offset, opcode in ((1, TEXT), (2, BIN)):
        for i, size in enumerate((64 * kib, 256 * kib, mib, 4 * mib, 8 * mib, 16 * mib), 1):
            large("9.%d.%d" % (offset, i), opcode, size)
        for i, fragment in enumerate((64, 256, kib, 4 * kib, 16 * kib, 64 * kib, 256 * kib, mib, 4 * mib), 1):
            large("9.%d.%d" % (offset + 2, i), opcode, 4 * mib, fragment=fragment)
        for i, chop in enumerate((64, 128, 256, 512, kib, 2 * kib), 1):
            large("9.%d.%d" % (offset + 4, i), opcode, mib, chop=chop)
        for i, size in enumerate((0, 16, 64, 256, kib, 4 * kib), 1):
            @case("9.%d.%d" % (offset + 6, i))
            def many(peer, opcode=opcode, size=size):
                payload = (b"*" if opcode == TEXT else b"\xfe") * size
                for _ in range(1000):
                    peer.send(opcode, payload)
                    expect(peer, text(payload) if opcode == TEXT else binary(payload))
                we_close(peer)
    large("10.1.1", TEXT, 65536, fragment=1300)


SIZES = [(size, 0) for size in
         (16, 64, 256, 1024, 4096, 8192, 16384, 32768, 65536, 131072)] + \
        [(size, 256) for size in (8192, 16384, 32768, 65536, 131072)] + [(131072, part) for part in (1024, 4096, 32768)]


def test_data():
    words = "Habe nun, ach! Philosophie, Juristerei und Medizin, und leider auch Theologie".split()
    prose = " ".join(words[i * i % 11] + str(i % 97) for i in range(40000)).encode()
    picture = bytes((x * x + y * y) >> 6 & 0xff for y in range(512) for x in range(512))
    random = b"".join(hashlib.sha256(b"%d" % i).digest() for i in range(20000))
    json = ("[" + ",".join('{"id":%d,"name":"Größe %d","tags":["a","b"],"at":%d.%03d}' % (i, i % 31, i * 7, i % 997)
                           for i in range(4000)) + "]").encode()
    html = "".join('<tr class="row"><td>%d</td><td><a href="/item/%d">Stück %d</a></td></tr>\n' % (i, i * 17, i % 53)
                   for i in range(4000)).encode()
    return [(prose, BIN), (picture, BIN), (random, BIN), (json, TEXT), (html, TEXT)]


OFFER = "permessage-deflate; client_no_context_takeover; client_max_window_bits"
KEEP = "permessage-deflate; client_max_window_bits"
OFFERS = [OFFER, OFFER + "; server_no_context_takeover", OFFER + "; server_max_window_bits=8",
          OFFER + "; server_max_window_bits=15", OFFER + "; server_no_context_takeover; server_max_window_bits=8",
          OFFER + "; server_no_context_takeover; server_max_window_bits=15",
          ", ".join((OFFER + "; server_no_context_takeover; server_max_window_bits=8",
                     OFFER + "; server_no_context_takeover", OFFER)),
          KEEP]  # the last is ours: both sides may keep their context


def section_12_13(count):
    def compressed(id, offer, data, opcode, size, fragment):
        @case(id, offer.encode())
        def run(peer):
            at = 0
            for _ in range(count):
                message = (data + data)[at:at + size]
                at = (at + size) % len(data)
                if opcode == TEXT:
                    message = message.decode("utf-8", "ignore").encode()
                packed = peer.pack(message)
                parts = range(0, max(1, len(packed)), fragment or max(1, len(packed)))
                peer.raw(b"".join(
                    peer.frame(opcode if not part else CONT, packed[part:part + (fragment or len(packed))],
                               part == parts[-1], 0 if part else 4) for part in parts))
                expect(peer, text(message) if opcode == TEXT else binary(message), wait=60)
            we_close(peer)
    sets = test_data()
    for i, (data, opcode) in enumerate(sets, 1):
        for j, (size, fragment) in enumerate(SIZES, 1):
            compressed("12.%d.%d" % (i, j), OFFER, data, opcode, size, fragment)
    for i, offer in enumerate(OFFERS, 1):
        for j, (size, fragment) in enumerate(SIZES, 1):
            compressed("13.%d.%d" % (i, j), offer, sets[3][0], TEXT, size, fragment)


def main():
    options = argparse.ArgumentParser(usage=__doc__)
    options.add_argument("--tls", action="store_true")
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("port", type=int)
    options.add_argument("path", nargs="?", default="/ws")
    options.add_argument("ids", nargs="*")
    options = options.parse_args()
    for section in (section_1, section_2, section_3, section_4, section_5, section_6, section_7, section_9_10):
        section()
    section_12_13(options.count)
    results, begin = {}, time.monotonic()
    for id, (run, offer) in CASES.items():
        if options.ids and not any(id == wanted or id.startswith(wanted + ".") for wanted in options.ids):
            continue
        peer = None
        try:
            peer = Peer(options, offer)
            verdict = run(peer) or "OK"
        except Failed as failure:
            verdict = "UNCLEAN" if str(failure).startswith("UNCLEAN") else "FAILED"
            print("%s %s: %s" % (id, verdict, failure), flush=True)
        except (AssertionError, Ended, TimeoutError, OSError) as failure:
            verdict = "FAILED"
            print("%s %s: %r" % (id, verdict, failure), flush=True)
        finally:
            if peer:
                peer.sock.close()
        results[verdict] = results.get(verdict, 0) + 1
    print("%d cases in %d s: %s" % (sum(results.values()), time.monotonic() - begin,
                                    ", ".join("%d %s" % (number, verdict) for verdict, number in sorted(results.items()))))
    sys.exit(1 if results.get("FAILED") or results.get("UNCLEAN") or not results else 0)


main()
