package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"crypto/ecdh"
)

const (
	configDir = "/etc/netclient/"
	pidFile   = "/var/run/netclient.pid"
	mtu       = 1420
)

// Host is netclient.json: the identity of this machine and what the server is told about it.
type Host struct {
	ID               string           `json:"id"`
	HostPass         string           `json:"hostpass"`
	Name             string           `json:"name"`
	Version          string           `json:"version"`
	OS               string           `json:"os"`
	PublicKey        string           `json:"publickey"`
	PrivateKey       string           `json:"privatekey,omitempty"`
	ListenPort       int              `json:"listenport"`
	MTU              int              `json:"mtu"`
	EndpointIP       string           `json:"endpointip"`
	Interface        string           `json:"interface"`
	Interfaces       []LocalInterface `json:"interfaces"`
	DefaultInterface string           `json:"defaultinterface"`
	FirewallInUse    string           `json:"firewallinuse"`
	MacAddress       string           `json:"macaddress"`
	DaemonInstalled  bool             `json:"daemoninstalled"`
	AutoUpdate       bool             `json:"autoupdate"`
	IsStatic         bool             `json:"isstatic"`
	IsStaticPort     bool             `json:"isstaticport"`
	Debug            bool             `json:"debug"`
	Verbosity        int              `json:"verbosity"`
}

type LocalInterface struct {
	Name          string `json:"name"`
	Address       Subnet `json:"address"`
	AddressString string `json:"addressString"`
}

// Subnet is written as Go writes a net.IPNet: {"IP":"100.64.8.2","Mask":"////AA=="}.
type Subnet struct {
	IP   string `json:"IP"`
	Mask []byte `json:"Mask"`
}

func subnet(cidr string) Subnet {
	ip, network, err := net.ParseCIDR(cidr)
	if err != nil {
		return Subnet{}
	}
	return Subnet{IP: ip.String(), Mask: network.Mask}
}

func (s Subnet) String() string {
	ones, _ := net.IPMask(s.Mask).Size()
	return fmt.Sprintf("%s/%d", s.IP, ones)
}

// Node is one entry of nodes.json, keyed by network.
type Node struct {
	ID           string `json:"id"`
	HostID       string `json:"hostid"`
	Network      string `json:"network"`
	Address      Subnet `json:"address"`
	NetworkRange Subnet `json:"networkrange"`
	Server       string `json:"server"`
	Connected    bool   `json:"connected"`
}

// Server is one entry of servers.json, keyed by the server's name.
type Server struct {
	Name   string          `json:"name"`
	API    string          `json:"API"`
	Server string          `json:"Server"`
	MQID   string          `json:"mqid"`
	Nodes  map[string]bool `json:"nodes"`
}

var (
	host    Host
	nodes   map[string]Node
	servers map[string]Server
)

func loadState() {
	if err := os.MkdirAll(configDir, 0o775); err == nil {
		_ = os.Chmod(configDir, 0o775)
	}
	host, nodes, servers = Host{}, map[string]Node{}, map[string]Server{}
	readJSON("netclient.json", &host)
	readJSON("nodes.json", &nodes)
	readJSON("servers.json", &servers)
	if completeHost() {
		saveHost()
	}
}

// completeHost makes the identity at the first command, as the real one does; reports whether anything was made.
func completeHost() (changed bool) {
	set := func(missing bool, what string, fill func()) {
		if missing {
			log("setting", what)
			fill()
			changed = true
		}
	}
	set(host.OS == "", "OS", func() { host.OS = "linux" })
	set(host.Version != version, "version", func() { host.Version = version })
	set(host.ID == "", "netclient hostid", func() { host.ID, host.HostPass = newUUID(), randomHex(16) })
	set(host.Name == "", "name", func() { host.Name, _ = os.Hostname() })
	set(host.MacAddress == "", "macAddress", func() { host.MacAddress = firstMAC() })
	set(host.PrivateKey == "", "wireguard keys", func() { host.PrivateKey, host.PublicKey = newKeys() })
	set(host.Interface == "", "wireguard interface", func() { host.Interface = "netmaker" })
	set(host.ListenPort == 0, "listenport", func() { host.ListenPort = freePort() })
	set(host.MTU == 0, "MTU", func() { host.MTU = mtu })
	firewall := firewallInUse()
	set(host.FirewallInUse != firewall, "firewall", func() { host.FirewallInUse = firewall })
	return changed
}

func saveHost()    { writeJSON("netclient.json", host, 0o700) }
func saveNodes()   { writeJSON("nodes.json", nodes, 0o700) }
func saveServers() { writeJSON("servers.json", servers, 0o700) }

func readJSON(name string, into any) {
	bytes, err := os.ReadFile(configDir + name)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err == nil {
		err = json.Unmarshal(bytes, into)
	}
	if err != nil {
		fatal("config is unreadable, fix it before proceeding", name, err.Error())
	}
}

func writeJSON(name string, value any, mode fs.FileMode) {
	bytes, _ := json.MarshalIndent(value, "", " ")
	temporary := filepath.Join(configDir, name+".tmp")
	if err := os.WriteFile(temporary, bytes, mode); err != nil {
		fatal("could not save netclient config", err.Error())
	}
	if err := os.Rename(temporary, configDir+name); err != nil {
		fatal("could not save netclient config", err.Error())
	}
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

func newUUID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func newKeys() (private, public string) {
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		fatal("failed to generate wg key", err.Error())
	}
	encode := base64.StdEncoding.EncodeToString
	return encode(key.Bytes()), encode(key.PublicKey().Bytes())
}

func firstMAC() string {
	interfaces, _ := net.Interfaces()
	for _, i := range interfaces {
		if i.Flags&net.FlagLoopback == 0 && len(i.HardwareAddr) == 6 {
			return i.HardwareAddr.String()
		}
	}
	fatal("failed to set macaddress", "no interface with a hardware address")
	return ""
}

// freePort takes UDP 443 when it is free, else the first free one from 51821, as netclient >= 0.30 does.
func freePort() int {
	for _, port := range append([]int{443}, 51821, 51822, 51823, 51824, 51825) {
		if socket, err := net.ListenUDP("udp", &net.UDPAddr{Port: port}); err == nil {
			socket.Close()
			return port
		}
	}
	return 0
}

func firewallInUse() string {
	if _, err := exec.LookPath("iptables"); err == nil {
		return "iptables"
	}
	return "none" // the real one would also try nft; the stand-in speaks iptables only
}

// localInterfaces is what the server learns about the machine's addresses.
func localInterfaces() []LocalInterface {
	found := []LocalInterface{}
	interfaces, _ := net.Interfaces()
	for _, i := range interfaces {
		if i.Flags&net.FlagLoopback != 0 || i.Name == host.Interface || strings.HasPrefix(i.Name, "netmaker") {
			continue
		}
		addresses, _ := i.Addrs()
		for _, a := range addresses {
			if network, ok := a.(*net.IPNet); ok && network.IP.To4() != nil {
				found = append(found, LocalInterface{i.Name, subnet(network.String()), network.String()})
			}
		}
	}
	return found
}

func defaultInterface() string {
	out, err := exec.Command("ip", "-4", "route", "show", "default").Output()
	if fields := strings.Fields(string(out)); err == nil {
		for i := range fields {
			if fields[i] == "dev" && i+1 < len(fields) {
				return fields[i+1]
			}
		}
	}
	return ""
}
