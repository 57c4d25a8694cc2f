"""Run in the laptop's namespace: do the devices answer as the plan says?  selftest_devices.py LAB_JSON

An own small client on purpose: the lab is not tested with the code that it is there to test.
"""
import base64
import hashlib
import json
import os
import re
import socket
import sys
import time
import urllib.error
import urllib.request
import uuid
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta, timezone

WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
NVT = 'xmlns:dn="http://www.onvif.org/ver10/network/wsdl">dn:NetworkVideoTransmitter'
DEVICE, MEDIA, MEDIA2 = (f"http://www.onvif.org/ver{v}/wsdl" for v in ("10/device", "10/media", "20/media"))


def check(condition, sentence):
    if not condition:
        sys.exit(f"FAILED: {sentence}")
    print(f"  ok {sentence}")


def probe(types, to="239.255.255.250", seconds=1.2):
    """Addresses that answer, and that name themselves in their XAddrs."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    wanted = f"<d:Types {types}</d:Types>" if types else ""
    sock.sendto((
        '<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
        ' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Header><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action>'
        f"<a:MessageID>urn:uuid:{uuid.uuid4()}</a:MessageID><a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header>"
        f"<s:Body><d:Probe>{wanted}</d:Probe></s:Body></s:Envelope>").encode(), (to, 3702))
    found, end = set(), time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        sock.settimeout(left)
        try:
            data, (address, _) = sock.recvfrom(65535)
        except socket.timeout:
            break
        if f"//{address}".encode() in data:
            found.add(address)
    return found


def call(camera, service, body, login=None, skew=0):
    """Status and answer of one SOAP call; login = (username, password) by the camera's way."""
    header = ""
    opener = urllib.request.build_opener()
    if login and camera["login"] == "token":
        nonce, created = os.urandom(16), (datetime.now(timezone.utc) + timedelta(seconds=skew)).strftime("%Y-%m-%dT%H:%M:%SZ")
        digest = base64.b64encode(hashlib.sha1(nonce + created.encode() + login[1].encode()).digest()).decode()
        header = (
            f'<s:Header><w:Security xmlns:w="{WSSE}wssecurity-secext-1.0.xsd" xmlns:u="{WSSE}wssecurity-utility-1.0.xsd"><w:UsernameToken>'
            f'<w:Username>{login[0]}</w:Username><w:Password Type="{WSSE}username-token-profile-1.0#PasswordDigest">{digest}</w:Password>'
            f"<w:Nonce>{base64.b64encode(nonce).decode()}</w:Nonce><u:Created>{created}</u:Created></w:UsernameToken></w:Security></s:Header>")
    elif login:
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, f"http://{camera['address']}/", *login)
        opener = urllib.request.build_opener(urllib.request.HTTPDigestAuthHandler(passwords))
    path = {DEVICE: "device_service", MEDIA: "media_service", MEDIA2: "media2_service"}[service]
    name = re.match(r"\w+", body)[0]
    text = (f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">{header}<s:Body>'
            f'<x:{name} xmlns:x="{service}">{body[len(name):]}</x:{name}></s:Body></s:Envelope>')
    request = urllib.request.Request(f"http://{camera['address']}/onvif/{path}", text.encode(), {"Content-Type": "application/soap+xml"})
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        text = error.read()  # a str when urllib itself gave up on the login
        return error.code, text if isinstance(text, str) else text.decode()


def clock_skew(answer):
    numbers = {name: int(value) for name, value in re.findall(r"<tt:(\w+)>(\d+)</tt:\1>", answer.split("UTCDateTime")[1])}
    then = datetime(numbers["Year"], numbers["Month"], numbers["Day"], numbers["Hour"], numbers["Minute"], numbers["Second"], tzinfo=timezone.utc)
    return round((then - datetime.now(timezone.utc)).total_seconds())


def wrong_logins(lab, camera):
    """The file is written a moment after the event."""
    time.sleep(0.25)
    with open(lab["files"]["onvifStatus"]) as file:
        return json.load(file).get(camera["id"], {}).get("wrongLogins", 0)


def check_camera(lab, camera):
    right = (camera["username"], camera["password"])
    _, answer = call(camera, DEVICE, "GetSystemDateAndTime")
    skew = clock_skew(answer)
    name = f"{camera['id']} ({camera['login']}, {camera['streams'][0]['codec']})"
    check(abs(skew - camera["clockSkewSeconds"]) < 5, f"{name} tells its clock without a login")
    status, answer = call(camera, DEVICE, "GetDeviceInformation", right, skew)
    check(status == 200 and camera["model"] in answer, f"{name} lets the right login in")
    before = wrong_logins(lab, camera)
    status, answer = call(camera, DEVICE, "GetDeviceInformation", (right[0], "wrong"), skew)
    check(status == 401 or "ter:NotAuthorized" in answer, f"{name} refuses a wrong password")
    check(wrong_logins(lab, camera) > before, f"{name} counts it")
    if camera["clockSkewSeconds"]:
        status, _ = call(camera, DEVICE, "GetDeviceInformation", right, 0)
        check(status != 200, f"{name} refuses a token with our clock")
    for service in [MEDIA] + ([MEDIA2] if camera["media2"] else []):
        _, profiles = call(camera, service, "GetProfiles", right, skew)
        for stream in camera["streams"]:
            token = f'<x:ProfileToken>{stream["profile"]}</x:ProfileToken>'
            _, answer = call(camera, service, f"GetStreamUri{token}", right, skew)
            uris = [node.text for node in ET.fromstring(answer).iter() if node.tag.endswith("}Uri")]
            check(stream["profile"] in profiles and uris == [stream["url"]], f"{name} names its {stream['role']} stream")


def main(path):
    with open(path) as file:
        lab = json.load(file)
    cameras = {camera["address"] for camera in lab["cameras"]}
    others = {other["kind"]: other["address"] for other in lab["others"]}
    check(probe("") == cameras | set(others.values()), f"a probe for anything finds {len(cameras)} cameras, the printer and the PC")
    check(probe(NVT) == cameras | {others["printer"]}, "a probe for cameras finds the cameras, and the printer that answers everybody")
    check(probe(NVT, to=lab["cameras"][0]["address"]) == {lab["cameras"][0]["address"]}, "a unicast probe is answered")
    for camera in lab["cameras"]:
        check_camera(lab, camera)


if __name__ == "__main__":
    main(sys.argv[1])
