"""WS-Discovery responders (April 2005 version, as ONVIF, Windows and printers speak it), multicast and unicast."""
import asyncio
import io
import random
import socket
import struct
import uuid
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

import netns

GROUP, PORT = "239.255.255.250", 3702
DISCOVERY = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
TYPES = {
    "camera": [("dn", "http://www.onvif.org/ver10/network/wsdl", "NetworkVideoTransmitter"),
               ("tds", "http://www.onvif.org/ver10/device/wsdl", "Device")],
    "printer": [("wsdp", "http://schemas.xmlsoap.org/ws/2006/02/devprof", "Device"),
                ("wscn", "http://schemas.microsoft.com/windows/2006/08/wdp/scan", "ScanDeviceType"),
                ("wprt", "http://schemas.microsoft.com/windows/2006/08/wdp/print", "PrintDeviceType")],
    "pc": [("wsdp", "http://schemas.xmlsoap.org/ws/2006/02/devprof", "Device"),
           ("pub", "http://schemas.microsoft.com/windows/pub/2005/07", "Computer")],
}
MAX_DELAY_SECONDS = 0.5  # APP_MAX_DELAY of the standard; without it replies collide and receive buffers overflow


def open_socket(device):
    with netns.inside(device["namespace"]):
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("", PORT))
        member = struct.pack("=4s4si", socket.inet_aton(GROUP), b"\0" * 4, socket.if_nametoindex("eth0"))
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        return sock


def serve(device, sock, status):
    loop = asyncio.get_running_loop()

    def on_readable():
        try:
            data, sender = sock.recvfrom(65535)
        except OSError:
            return
        probe = parse_probe(data)
        if not probe or not wanted(device, probe["types"]):
            return
        status.count(device["id"], "probes")
        loop.call_later(random.uniform(0, MAX_DELAY_SECONDS), reply, sock, sender, probe_match(device, probe["id"]))

    loop.add_reader(sock, on_readable)


def reply(sock, sender, message):
    try:
        sock.sendto(message, sender)
    except OSError:
        pass  # the prober is gone, or the cable is out


def parse_probe(data):
    """The message id and the wanted types of a Probe as {namespace}Name; None for anything else."""
    prefixes = {}
    try:
        for event, node in ET.iterparse(io.BytesIO(data), events=("start-ns", "end")):
            if event == "start-ns":
                prefixes[node[0]] = node[1]
            else:
                root = node
    except ET.ParseError:
        return None
    probe = root.find(f".//{{{DISCOVERY}}}Probe")
    message_id = root.findtext(f".//{{{ADDRESSING}}}MessageID", "").strip()
    if probe is None or not message_id:
        return None
    names = (probe.findtext(f"{{{DISCOVERY}}}Types") or "").split()
    return {"id": message_id, "types": [qualified(name, prefixes) for name in names]}


def qualified(name, prefixes):
    prefix, _, local = name.rpartition(":")
    return f"{{{prefixes.get(prefix, '')}}}{local}"


def wanted(device, types):
    """A device answers when it has all types that the probe names. The printer answers everybody, as many do."""
    own = {f"{{{uri}}}{local}" for _, uri, local in TYPES[device["kind"]]}
    return device["kind"] == "printer" or set(types) <= own


def probe_match(device, relates_to):
    types = TYPES[device["kind"]]
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri, _ in types)
    names = " ".join(f"{prefix}:{local}" for prefix, _, local in types)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
        f' xmlns:a="{ADDRESSING}" xmlns:d="{DISCOVERY}"{spaces}>'
        f"<s:Header><a:MessageID>urn:uuid:{uuid.uuid4()}</a:MessageID><a:RelatesTo>{escape(relates_to)}</a:RelatesTo>"
        f"<a:To>{ADDRESSING}/role/anonymous</a:To><a:Action>{DISCOVERY}/ProbeMatches</a:Action>"
        '<d:AppSequence InstanceId="1" MessageNumber="1"/></s:Header>'
        "<s:Body><d:ProbeMatches><d:ProbeMatch>"
        f"<a:EndpointReference><a:Address>urn:uuid:{device['uuid']}</a:Address></a:EndpointReference>"
        f"<d:Types>{names}</d:Types>{scopes_element(device)}<d:XAddrs>{address_of(device)}</d:XAddrs>"
        "<d:MetadataVersion>1</d:MetadataVersion>"
        "</d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>"
    ).encode()


def scopes(camera):
    base = "onvif://www.onvif.org"
    escaped = camera["name"].replace(" ", "%20")
    return [f"{base}/type/video_encoder", f"{base}/Profile/Streaming", f"{base}/name/{escaped}",
            f"{base}/hardware/{camera['model']}", f"{base}/location/country/lab"]


def scopes_element(device):
    return f"<d:Scopes>{' '.join(scopes(device))}</d:Scopes>" if device["kind"] == "camera" else ""


def address_of(device):
    if device["kind"] == "camera":
        return device["onvifUrl"]
    if device["kind"] == "printer":
        return f"http://{device['address']}:80/WSD/DEVICE"
    return f"http://{device['address']}:5357/{device['uuid']}/"
