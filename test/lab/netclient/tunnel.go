package main

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"reflect"
	"strings"

	"golang.org/x/sys/unix"
	"golang.zx2c4.com/wireguard/conn"
	"golang.zx2c4.com/wireguard/device"
	"golang.zx2c4.com/wireguard/ipc"
	"golang.zx2c4.com/wireguard/tun"
)

// tunnel is the WireGuard interface, in user space, as the real daemon does it on a kernel without the module.
type tunnel struct {
	device    *device.Device
	socket    net.Listener
	peers     map[string]Peer
	addresses map[string]bool
	routes    map[string]bool
}

// tryInterface makes and drops a TUN, to learn whether this machine can have one.
func tryInterface(name string) error {
	file, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	request, err := unix.NewIfreq(name)
	if err != nil {
		return err
	}
	request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	return unix.IoctlIfreq(int(file.Fd()), unix.TUNSETIFF, request)
}

func (t *tunnel) open() error {
	// Right after a SIGHUP the old interface may still be going away: then this fails and the next pull tries again.
	link, err := tun.CreateTUN(host.Interface, host.MTU)
	if err != nil {
		return err
	}
	t.device = device.NewDevice(link, conn.NewDefaultBind(), device.NewLogger(device.LogLevelError, "wireguard: "))
	if err := t.device.IpcSet(fmt.Sprintf("private_key=%s\nlisten_port=%d\nreplace_peers=true\n", hexKey(host.PrivateKey), host.ListenPort)); err != nil {
		t.close()
		return err
	}
	if err := t.device.Up(); err != nil {
		t.close()
		return err
	}
	t.peers, t.addresses, t.routes = map[string]Peer{}, map[string]bool{}, map[string]bool{}
	t.listen()
	return ip("link", "set", host.Interface, "up")
}

// listen serves /var/run/wireguard/netmaker.sock, for `wg show` and for our own `peers`.
func (t *tunnel) listen() {
	file, err := ipc.UAPIOpen(host.Interface)
	if err == nil {
		t.socket, err = ipc.UAPIListen(host.Interface, file)
	}
	if err != nil {
		slogError("no control socket", err)
		return
	}
	go func(socket net.Listener, d *device.Device) {
		for {
			connection, err := socket.Accept()
			if err != nil {
				return
			}
			go d.IpcHandle(connection)
		}
	}(t.socket, t.device)
}

func (t *tunnel) close() {
	if t.socket != nil {
		t.socket.Close()
		os.Remove("/var/run/wireguard/" + host.Interface + ".sock")
	}
	if t.device != nil {
		t.device.Close() // takes the interface, its addresses and its routes with it
	}
	*t = tunnel{}
}

// apply makes the interface what the server said; touches only what differs, since a re-set peer loses its session.
func (t *tunnel) apply(pull Pull) error {
	if len(pull.Nodes) == 0 {
		t.close()
		return nil
	}
	if t.device == nil {
		if err := t.open(); err != nil {
			return err
		}
	}
	if err := t.applyPeers(pull.Peers); err != nil {
		return err
	}
	addresses, networks := map[string]bool{}, []netip.Prefix{}
	for _, node := range pull.Nodes {
		if node.Connected {
			addresses[node.Address] = true
		}
		if prefix, err := netip.ParsePrefix(node.NetworkRange); err == nil {
			networks = append(networks, prefix)
		}
	}
	routes := map[string]bool{}
	for _, peer := range pull.Peers {
		for _, allowed := range peer.AllowedIPs {
			if prefix, err := netip.ParsePrefix(allowed); err == nil && !within(prefix, networks) && !onLocalNetwork(prefix) {
				routes[allowed] = true
			}
		}
	}
	if err := reconcile(t.addresses, addresses, "address"); err != nil {
		return err
	}
	return reconcile(t.routes, routes, "route")
}

func (t *tunnel) applyPeers(wanted []Peer) error {
	var commands strings.Builder
	seen := map[string]bool{}
	for _, peer := range wanted {
		seen[peer.PublicKey] = true
		known, had := t.peers[peer.PublicKey]
		if had && reflect.DeepEqual(known, peer) {
			continue
		}
		fmt.Fprintf(&commands, "public_key=%s\nreplace_allowed_ips=true\n", hexKey(peer.PublicKey))
		for _, allowed := range peer.AllowedIPs {
			fmt.Fprintf(&commands, "allowed_ip=%s\n", allowed)
		}
		fmt.Fprintf(&commands, "persistent_keepalive_interval=%d\n", peer.PersistentKeepaliveInterval/1e9)
		if peer.Endpoint != nil && (!had || !reflect.DeepEqual(known.Endpoint, peer.Endpoint)) {
			fmt.Fprintf(&commands, "endpoint=%s\n", net.JoinHostPort(peer.Endpoint.IP, fmt.Sprint(peer.Endpoint.Port)))
		}
		t.peers[peer.PublicKey] = peer
	}
	for key := range t.peers {
		if !seen[key] {
			fmt.Fprintf(&commands, "public_key=%s\nremove=true\n", hexKey(key))
			delete(t.peers, key)
		}
	}
	if commands.Len() == 0 {
		return nil
	}
	return t.device.IpcSet(commands.String())
}

// reconcile brings the interface's addresses or routes to what is wanted.
func reconcile(present, wanted map[string]bool, what string) error {
	for item := range present {
		if !wanted[item] {
			_ = ip(what, "del", item, "dev", host.Interface)
			delete(present, item)
		}
	}
	for item := range wanted {
		if !present[item] {
			if err := ip(what, "replace", item, "dev", host.Interface); err != nil {
				return err
			}
			present[item] = true
		}
	}
	return nil
}

func within(prefix netip.Prefix, networks []netip.Prefix) bool {
	for _, n := range networks {
		if n.Bits() <= prefix.Bits() && n.Contains(prefix.Addr()) {
			return true
		}
	}
	return false
}

// onLocalNetwork: netclient since 1.5.1 skips routes that overlap one of its own networks, else the box loses its LAN.
func onLocalNetwork(prefix netip.Prefix) bool {
	for _, i := range localInterfaces() {
		if local, err := netip.ParsePrefix(i.AddressString); err == nil && local.Masked().Overlaps(prefix) {
			return true
		}
	}
	return false
}

func ip(words ...string) error {
	if out, err := exec.Command("ip", words...).CombinedOutput(); err != nil {
		return fmt.Errorf("ip %s: %s", strings.Join(words, " "), strings.TrimSpace(string(out)))
	}
	return nil
}

func hexKey(key string) string {
	bytes, _ := base64.StdEncoding.DecodeString(key)
	return hex.EncodeToString(bytes)
}
