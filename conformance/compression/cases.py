"""The compression cases of Autobahn|Testsuite (12 and 13), on Autobahn|Python, the library that it is made of.

The suite's release for the JVM ends before them, and Debian has no other one. So they are written here again as the
suite has them: the same lengths, fragments and offers, but for windows of 9 bits in place of 8, which zlib does not do.
Its files of test data are not here: data of each kind are made from a fixed seed.

    cases.py URL MESSAGES CASE...        a CASE is such as 12.1.3, 12.1.* or 13.*

Prints a line of JSON for each.
"""

import asyncio
import fnmatch
import json
import random
import sys

from autobahn.asyncio.websocket import WebSocketClientFactory, WebSocketClientProtocol
from autobahn.websocket.compress import (
    PerMessageDeflateOffer,
    PerMessageDeflateResponse,
    PerMessageDeflateResponseAccept,
)

# Payload length, size of fragments (0: none).
SIZES = [(length, 0) for length in (16, 64, 256, 1024, 4096, 8192, 16384, 32768, 65536, 131072)]
SIZES += [(length, 256) for length in (8192, 16384, 32768, 65536, 131072)]
SIZES += [(131072, 1024), (131072, 4096), (131072, 32768)]

# What the client asks of the server: no context takeover, at most so many bits of window (0: any).
OFFERS = [
    [(False, 0)],
    [(True, 0)],
    [(False, 9)],
    [(False, 15)],
    [(True, 9)],
    [(True, 15)],
    [(True, 9), (True, 0), (False, 0)],
]

PATIENCE = 120


def words(source):
    return ["".join(source.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(source.randrange(2, 11))) for _ in range(900)]


def text(source):
    known = words(source)
    return " ".join(source.choice(known) for _ in range(40_000)).encode()


def data():
    """Five kinds: text, a picture, what hardly can be compressed, JSON and HTML; the last two are sent as text."""
    source = random.Random(12)
    picture = bytes((x * y // 97 + source.randrange(8)) & 0xFF for y in range(512) for x in range(512))
    noise = b"".join(source.randbytes(900) + b"endstream endobj\n" for _ in range(300))
    rows = json.dumps([{"id": i, "name": source.choice(words(random.Random(i % 7))), "value": source.random()} for i in range(4_000)])
    page = "<html>" + "".join(f"<tr class='row'><td>{source.randrange(10**6)}</td></tr>" for _ in range(6_000)) + "</html>"
    return [(text(source), True), (picture, True), (noise, True), (rows.encode(), False), (page.encode(), False)]


def cases():
    kinds = data()
    for kind, (payload, binary) in enumerate(kinds, 1):
        for number, (length, fragment) in enumerate(SIZES, 1):
            yield f"12.{kind}.{number}", payload, binary, length, fragment, OFFERS[0]
    payload, binary = kinds[3]
    for kind, offers in enumerate(OFFERS, 1):
        for number, (length, fragment) in enumerate(SIZES, 1):
            yield f"13.{kind}.{number}", payload, binary, length, fragment, offers


class Echoed(WebSocketClientProtocol):
    """Sends message after message, each when the one before has come back as it was."""

    def onConnect(self, response):
        self.negotiated = response.headers.get("sec-websocket-extensions", "")

    def onOpen(self):
        case = self.factory.case
        if self._perMessageCompress is None:
            self.factory.behavior = "UNIMPLEMENTED"
            self.sendClose(1000)
            return
        self.autoFragmentSize = case["fragment"]
        self.at = 0
        self.left = case["messages"]
        self.next()

    def next(self):
        case = self.factory.case
        until = self.at + case["length"]
        twice = case["payload"] + case["payload"]
        self.sent = twice[self.at : until]
        self.at = until % len(case["payload"])
        self.sendMessage(self.sent, case["binary"])

    def onMessage(self, payload, binary):
        if binary != self.factory.case["binary"] or payload != self.sent:
            self.factory.behavior = "FAILED"
            self.sendClose(1000)
            return
        self.left -= 1
        if self.left:
            self.next()
        else:
            self.factory.behavior = "OK"
            self.sendClose(1000)

    def onClose(self, clean, code, reason):
        self.factory.done.set_result((clean, code, getattr(self, "negotiated", "")))


async def play(loop, url, case):
    factory = WebSocketClientFactory(url, loop=loop)
    factory.protocol = Echoed
    factory.case = case
    factory.behavior = "FAILED"
    factory.done = loop.create_future()
    factory.setProtocolOptions(
        perMessageCompressionOffers=[
            PerMessageDeflateOffer(request_no_context_takeover=fresh, request_max_window_bits=bits)
            for fresh, bits in case["offers"]
        ],
        perMessageCompressionAccept=lambda response: PerMessageDeflateResponseAccept(response)
        if isinstance(response, PerMessageDeflateResponse)
        else None,
    )
    transport, protocol = await loop.create_connection(factory, factory.host, factory.port)
    try:
        clean, code, negotiated = await asyncio.wait_for(factory.done, PATIENCE)
    except asyncio.TimeoutError:
        transport.abort()
        return {"behavior": "FAILED", "behaviorClose": "UNCLEAN", "traffic": None}
    traffic = protocol.trafficStats.__json__()
    return {
        "behavior": factory.behavior,
        "behaviorClose": "OK" if clean and code == 1000 else "UNCLEAN",
        "remoteCloseCode": code,
        "negotiated": negotiated,
        # As they were on the wire after the handshake: what is compressed otherwise has other lengths.
        "traffic": {key: traffic[key] for key in sorted(traffic) if key.startswith(("incomingOctetsWire", "incomingWebSocketF", "outgoing"))},
    }


async def main(url, messages, wanted):
    loop = asyncio.get_running_loop()
    for name, payload, binary, length, fragment, offers in cases():
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in wanted):
            case = dict(payload=payload, binary=binary, length=length, fragment=fragment, offers=offers, messages=messages)
            print(json.dumps({"id": name, **await play(loop, url, case)}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
