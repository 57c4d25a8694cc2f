# shellcheck shell=bash
# lab.json: all that a test needs to know about the running lab.

describe() { # CAMERAS VARIANTS WAN
  local netclient
  netclient=$(netclient_binary)
  jq -n \
    --arg lab "$LAB" --arg state "$STATE" --arg cache "$CACHE" --arg variants "$2" --arg wan "$3" \
    --arg cloud "$CLOUD_ADDRESS" --arg hub "$HUB_INTERFACE" --arg net "$SITE_NET" \
    --arg box "$BOX_ADDRESS" --arg boxMac "$BOX_MAC" --arg boxPort "$(box_port)" --arg hostname "$BOX_HOSTNAME" \
    --arg user "$(box_login)" --arg password "$(box_login_password)" --arg root "$(box_root_name)" --arg rootPassword "$BOX_ROOT_PASSWORD" \
    --arg netclient "$netclient" --arg sha256 "$(sha256sum "$netclient" | cut -d' ' -f1)" --arg version "$NETCLIENT_VERSION" \
    --slurpfile devices "$STATE/devices.json" '
    ($devices[0] | map(select(.kind == "camera"))) as $cameras |
    {
      lab: $lab, state: $state, wan: $wan,
      namespaces: {cloud: "\($lab)-cloud", internet: "\($lab)-internet", gw: "\($lab)-gw", lan: "\($lab)-lan",
                   laptop: "\($lab)-laptop", box: "\($lab)-box"},
      laptop: {address: "\($net).3", interface: "eth0", exec: ["ip", "netns", "exec", "\($lab)-laptop"],
               environment: {NODE_EXTRA_CA_CERTS: "\($cache)/pki/ca.crt", SSL_CERT_FILE: "\($cache)/pki/ca.crt",
                             CURL_CA_BUNDLE: "\($cache)/pki/ca.crt"}},
      site: {range: "\($net).0/24", gateway: "\($net).1", publicAddress: "198.51.100.2"},
      certificates: {ca: "\($cache)/pki/ca.crt", certificate: "\($cache)/pki/server.crt", key: "\($cache)/pki/server.key"},
      cloud: {
        address: $cloud,
        netmaker: {url: "https://api.lab.test", username: "wizard", password: "Netmaker-Pass1!", apiToken: "lab-api-token",
                   network: "cams", range: "100.64.8.0/24"},
        factory: {url: "http://\($cloud):8080", secureUrl: "https://factory.lab.test:8443", username: "root", password: "kerberos"},
        agent: {username: "root", password: "root"},
        control: "http://\($cloud):9999",
        hub: {interface: $hub, address: "100.64.8.1", port: 51820, keyFile: "\($state)/hub.key"},
        framesFolder: "\($state)/frames", log: "\($state)/log/cloud.log"
      },
      box: {address: $box, port: ($boxPort | tonumber), mac: $boxMac, hostname: $hostname, username: $user, password: $password,
            rootPassword: $rootPassword, privateKey: "\($cache)/pki/id_ed25519", variants: ($variants | split(",")), root: $root},
      netclient: {path: $netclient, sha256: $sha256, version: $version},
      cameras: ($cameras | map({id, number, namespace, address, mac, uuid, name, manufacturer, model, username, password, login,
                                clockSkewSeconds, media2, strict, onvifUrl, snapshotUrl,
                                streams: (.streams | map({role, profile, url, codec, width, height, fps, kbit}))})),
      others: ($devices[0] | map(select(.kind != "camera"))),
      files: {onvifStatus: "\($state)/onvif-status.json", rtspStatus: "\($state)/rtsp-status.json"}
    }' >"$STATE/lab.json"
}
