"""What a camera says to each ONVIF operation: SOAP bodies as text, in the shapes of the ver10 and ver20 schemas."""
import time
from xml.sax.saxutils import escape

import discovery
import login

SPACES = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "tt": "http://www.onvif.org/ver10/schema",
    "tds": "http://www.onvif.org/ver10/device/wsdl",
    "trt": "http://www.onvif.org/ver10/media/wsdl",
    "tr2": "http://www.onvif.org/ver20/media/wsdl",
    "ter": "http://www.onvif.org/ver10/error",
}
MEDIA2 = SPACES["tr2"]

# The PRE_AUTH class of the ONVIF core specification: answered to anyone, unless the camera is strict.
PRE_AUTH = {"GetServices", "GetServiceCapabilities", "GetCapabilities", "GetHostname", "GetWsdlUrl", "GetEndpointReference"}


def envelope(body):
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<s:Envelope{spaces}><s:Body>{body}</s:Body></s:Envelope>'.encode()


def fault(code, subcode, reason):
    return envelope(
        f"<s:Fault><s:Code><s:Value>s:{code}</s:Value><s:Subcode><s:Value>ter:{subcode}</s:Value></s:Subcode></s:Code>"
        f'<s:Reason><s:Text xml:lang="en">{escape(reason)}</s:Text></s:Reason></s:Fault>')


def answer(camera, operation, namespace, request):
    """The envelope for an operation, or None when this camera does not know it."""
    if namespace == MEDIA2:
        make = MEDIA2_OPERATIONS.get(operation) if camera["media2"] else None
    else:
        make = OPERATIONS.get(operation)
    return envelope(make(camera, request)) if make else None


def date_and_time(camera, _):
    def fields(moment):
        t = time.gmtime(moment)
        return (f"<tt:Time><tt:Hour>{t.tm_hour}</tt:Hour><tt:Minute>{t.tm_min}</tt:Minute><tt:Second>{t.tm_sec}</tt:Second></tt:Time>"
                f"<tt:Date><tt:Year>{t.tm_year}</tt:Year><tt:Month>{t.tm_mon}</tt:Month><tt:Day>{t.tm_mday}</tt:Day></tt:Date>")
    moment = login.now_on(camera)
    return ("<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>Manual</tt:DateTimeType>"
            "<tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>CST-1</tt:TZ></tt:TimeZone>"
            f"<tt:UTCDateTime>{fields(moment)}</tt:UTCDateTime><tt:LocalDateTime>{fields(moment + 3600)}</tt:LocalDateTime>"
            "</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>")


def services(camera, _):
    base = f"http://{camera['address']}/onvif"
    offered = [(SPACES["tds"], f"{base}/device_service", 2, 60), (SPACES["trt"], f"{base}/media_service", 2, 60)]
    if camera["media2"]:
        offered.append((MEDIA2, f"{base}/media2_service", 16, 12))
    return "<tds:GetServicesResponse>" + "".join(
        f"<tds:Service><tds:Namespace>{uri}</tds:Namespace><tds:XAddr>{address}</tds:XAddr>"
        f"<tds:Version><tt:Major>{major}</tt:Major><tt:Minor>{minor}</tt:Minor></tds:Version></tds:Service>"
        for uri, address, major, minor in offered) + "</tds:GetServicesResponse>"


def capabilities(camera, _):
    base = f"http://{camera['address']}/onvif"
    return (f"<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Device><tt:XAddr>{base}/device_service</tt:XAddr></tt:Device>"
            f"<tt:Media><tt:XAddr>{base}/media_service</tt:XAddr><tt:StreamingCapabilities><tt:RTPMulticast>false</tt:RTPMulticast>"
            "<tt:RTP_TCP>true</tt:RTP_TCP><tt:RTP_RTSP_TCP>true</tt:RTP_RTSP_TCP></tt:StreamingCapabilities></tt:Media>"
            "</tds:Capabilities></tds:GetCapabilitiesResponse>")


def device_information(camera, _):
    return ("<tds:GetDeviceInformationResponse>"
            f"<tds:Manufacturer>{escape(camera['manufacturer'])}</tds:Manufacturer><tds:Model>{escape(camera['model'])}</tds:Model>"
            f"<tds:FirmwareVersion>{escape(camera['firmware'])}</tds:FirmwareVersion>"
            f"<tds:SerialNumber>{camera['serial']}</tds:SerialNumber><tds:HardwareId>{camera['model']}</tds:HardwareId>"
            "</tds:GetDeviceInformationResponse>")


def network_interfaces(camera, _):
    return ('<tds:GetNetworkInterfacesResponse><tds:NetworkInterfaces token="eth0"><tt:Enabled>true</tt:Enabled>'
            f"<tt:Info><tt:Name>eth0</tt:Name><tt:HwAddress>{camera['mac']}</tt:HwAddress><tt:MTU>1500</tt:MTU></tt:Info>"
            "<tt:IPv4><tt:Enabled>true</tt:Enabled><tt:Config>"
            f"<tt:Manual><tt:Address>{camera['address']}</tt:Address><tt:PrefixLength>24</tt:PrefixLength></tt:Manual>"
            "<tt:DHCP>false</tt:DHCP></tt:Config></tt:IPv4></tds:NetworkInterfaces></tds:GetNetworkInterfacesResponse>")


def scopes(camera, _):
    return "<tds:GetScopesResponse>" + "".join(
        f"<tds:Scopes><tt:ScopeDef>Fixed</tt:ScopeDef><tt:ScopeItem>{item}</tt:ScopeItem></tds:Scopes>"
        for item in discovery.scopes(camera)) + "</tds:GetScopesResponse>"


def hostname(camera, _):
    return ("<tds:GetHostnameResponse><tds:HostnameInformation><tt:FromDHCP>false</tt:FromDHCP>"
            f"<tt:Name>{camera['id']}</tt:Name></tds:HostnameInformation></tds:GetHostnameResponse>")


def profiles(camera, _):
    # ver10 has no word for H.265: cameras that stream it say H264 here
    return "<trt:GetProfilesResponse>" + "".join(
        f'<trt:Profiles token="{s["profile"]}" fixed="true"><tt:Name>{s["role"]} stream</tt:Name>'
        '<tt:VideoSourceConfiguration token="VideoSource_1"><tt:Name>VideoSource</tt:Name><tt:UseCount>2</tt:UseCount>'
        '<tt:SourceToken>VideoSource_1</tt:SourceToken><tt:Bounds x="0" y="0" width="1280" height="720"/></tt:VideoSourceConfiguration>'
        f'<tt:VideoEncoderConfiguration token="Encoder_{s["role"]}"><tt:Name>{s["role"]}</tt:Name><tt:UseCount>1</tt:UseCount>'
        f'<tt:Encoding>H264</tt:Encoding>{resolution(s)}<tt:Quality>4</tt:Quality>'
        f'<tt:RateControl><tt:FrameRateLimit>{s["fps"]}</tt:FrameRateLimit><tt:EncodingInterval>1</tt:EncodingInterval>'
        f'<tt:BitrateLimit>{s["kbit"]}</tt:BitrateLimit></tt:RateControl>'
        '<tt:H264><tt:GovLength>30</tt:GovLength><tt:H264Profile>High</tt:H264Profile></tt:H264>'
        '<tt:SessionTimeout>PT60S</tt:SessionTimeout></tt:VideoEncoderConfiguration></trt:Profiles>'
        for s in camera["streams"]) + "</trt:GetProfilesResponse>"


def profiles2(camera, _):
    return "<tr2:GetProfilesResponse>" + "".join(
        f'<tr2:Profiles token="{s["profile"]}" fixed="true"><tr2:Name>{s["role"]} stream</tr2:Name><tr2:Configurations>'
        '<tr2:VideoSource token="VideoSource_1"><tt:Name>VideoSource</tt:Name><tt:UseCount>2</tt:UseCount>'
        '<tt:SourceToken>VideoSource_1</tt:SourceToken><tt:Bounds x="0" y="0" width="1280" height="720"/></tr2:VideoSource>'
        f'<tr2:VideoEncoder token="Encoder_{s["role"]}" GovLength="30" Profile="Main"><tt:Name>{s["role"]}</tt:Name>'
        f'<tt:UseCount>1</tt:UseCount><tt:Encoding>{s["codec"]}</tt:Encoding>{resolution(s)}'
        f'<tt:RateControl ConstantBitRate="true"><tt:FrameRateLimit>{s["fps"]}</tt:FrameRateLimit>'
        f'<tt:BitrateLimit>{s["kbit"]}</tt:BitrateLimit></tt:RateControl><tt:Quality>4</tt:Quality></tr2:VideoEncoder>'
        '</tr2:Configurations></tr2:Profiles>'
        for s in camera["streams"]) + "</tr2:GetProfilesResponse>"


def resolution(s):
    return f'<tt:Resolution><tt:Width>{s["width"]}</tt:Width><tt:Height>{s["height"]}</tt:Height></tt:Resolution>'


def media_uri(prefix, operation, uri):
    if prefix == "tr2":
        return f"<tr2:{operation}Response><tr2:Uri>{escape(uri)}</tr2:Uri></tr2:{operation}Response>"
    return (f"<trt:{operation}Response><trt:MediaUri><tt:Uri>{escape(uri)}</tt:Uri><tt:InvalidAfterConnect>false</tt:InvalidAfterConnect>"
            f"<tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT0S</tt:Timeout></trt:MediaUri></trt:{operation}Response>")


def stream_uri(prefix):
    return lambda camera, request: media_uri(prefix, "GetStreamUri", stream_of(camera, request)["url"])


def snapshot_uri(prefix):
    return lambda camera, request: media_uri(prefix, "GetSnapshotUri", camera["snapshotUrl"])


def stream_of(camera, request):
    """The stream whose profile the request names; raises LookupError for a token that the camera never gave."""
    token = next((node.text or "" for node in request.iter() if node.tag.endswith("}ProfileToken")), "")
    for s in camera["streams"]:
        if s["profile"] == token.strip():
            return s
    raise LookupError(token)


OPERATIONS = {
    "GetSystemDateAndTime": date_and_time, "GetServices": services, "GetCapabilities": capabilities,
    "GetDeviceInformation": device_information, "GetNetworkInterfaces": network_interfaces, "GetScopes": scopes,
    "GetHostname": hostname, "GetProfiles": profiles, "GetStreamUri": stream_uri("trt"), "GetSnapshotUri": snapshot_uri("trt"),
}
MEDIA2_OPERATIONS = {"GetProfiles": profiles2, "GetStreamUri": stream_uri("tr2"), "GetSnapshotUri": snapshot_uri("tr2")}
