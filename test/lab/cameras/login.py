"""The two ways in which ONVIF devices check a login, with the real checks: a wrong password does not get in."""
import base64
import calendar
import hashlib
import re
import secrets
import time
import xml.etree.ElementTree as ET
from datetime import datetime, timezone

WSSE = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd}"
WSU = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd}"
TOKEN_WINDOW_SECONDS = 60  # how far Created may be from the camera's clock; real cameras allow seconds to minutes
NONCES_KEPT = 500

ABSENT, WRONG, RIGHT = "absent", "wrong", "right"


def now_on(camera):
    """The camera's own idea of the time, in Unix seconds."""
    return time.time() + camera["clockSkewSeconds"]


class Digest:
    """HTTP Digest, RFC 2617: MD5, qop=auth."""

    def __init__(self, camera):
        self._camera = camera
        self._nonces = {}
        self.realm = f"IP Camera({camera['serial'][-4:]})"

    def challenge(self):
        nonce = secrets.token_hex(16)
        self._nonces[nonce] = set()
        if len(self._nonces) > NONCES_KEPT:
            self._nonces.pop(next(iter(self._nonces)))
        return f'Digest realm="{self.realm}", qop="auth", nonce="{nonce}"'

    def check(self, method, authorization):
        if not authorization.lower().startswith("digest "):
            return WRONG if authorization else ABSENT
        fields = {key.lower(): quoted or bare for key, quoted, bare
                  in re.findall(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))', authorization[7:])}
        used_counts = self._nonces.get(fields.get("nonce", ""))
        if used_counts is None or fields.get("nc") in used_counts:
            return ABSENT  # stale: the client must come again with a new nonce, this is no wrong password
        secret = md5(f"{self._camera['username']}:{self.realm}:{self._camera['password']}")
        request = md5(f"{method}:{fields.get('uri', '')}")
        if "qop" in fields:
            expected = md5(":".join([secret, fields["nonce"], fields.get("nc", ""), fields.get("cnonce", ""), fields["qop"], request]))
            used_counts.add(fields.get("nc"))
        else:
            expected = md5(f"{secret}:{fields['nonce']}:{request}")
        right = fields.get("username") == self._camera["username"] and fields.get("response") == expected
        return RIGHT if right else WRONG


class UsernameToken:
    """WS-Security UsernameToken 1.0 with PasswordDigest = Base64(SHA1(nonce + created + password))."""

    def __init__(self, camera):
        self._camera = camera
        self._nonces = {}

    def check(self, envelope):
        token = envelope.find(f".//{WSSE}UsernameToken")
        if token is None:
            return ABSENT
        password = token.find(f"{WSSE}Password")
        created = (token.findtext(f"{WSU}Created") or "").strip()
        nonce_text = (token.findtext(f"{WSSE}Nonce") or "").strip()
        if password is None or not (password.get("Type") or "").endswith("#PasswordDigest"):
            return WRONG
        try:
            nonce = base64.b64decode(nonce_text, validate=True)
            made = calendar.timegm(datetime.fromisoformat(created.replace("Z", "+00:00")).astimezone(timezone.utc).timetuple())
        except ValueError:
            return WRONG
        if abs(made - now_on(self._camera)) > TOKEN_WINDOW_SECONDS or nonce_text in self._nonces:
            return WRONG
        expected = base64.b64encode(hashlib.sha1(nonce + created.encode() + self._camera["password"].encode()).digest()).decode()
        if token.findtext(f"{WSSE}Username") != self._camera["username"] or (password.text or "").strip() != expected:
            return WRONG
        self._nonces[nonce_text] = True
        if len(self._nonces) > NONCES_KEPT:
            self._nonces.pop(next(iter(self._nonces)))
        return RIGHT


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def body_operation(envelope):
    """The name of the first element in the SOAP body, without its namespace, and that namespace."""
    body = envelope.find("{http://www.w3.org/2003/05/soap-envelope}Body")
    operation = body[0] if body is not None and len(body) else None
    if operation is None:
        return "", ""
    uri, _, name = operation.tag.rpartition("}")
    return name, uri[1:]


def parse(body):
    try:
        return ET.fromstring(body)
    except ET.ParseError:
        return None
