package main

import (
	"fmt"
	"net/netip"
	"os/exec"
	"sort"
	"strings"
)

// firewall keeps the chains, jumps and masquerade rules that the real client makes with iptables, all marked NETMAKER.
type firewall struct{ masquerade map[string]bool }

const comment = "-m comment --comment NETMAKER"

func newFirewall() *firewall {
	f := &firewall{masquerade: map[string]bool{}}
	if host.FirewallInUse != "iptables" {
		slogError("failed to intialize firewall", fmt.Errorf("firewall support not found"))
		return f
	}
	flush() // rules of a daemon that was killed
	for _, tool := range []string{"iptables", "ip6tables"} {
		restore(tool, f.base())
	}
	return f
}

// base is every rule that does not depend on the network. The FORWARD policy becomes ACCEPT and stays so: nothing, not
// even uninstall, puts back what it was.
func (f *firewall) base() []string {
	i := host.Interface
	return []string{
		"*filter",
		":FORWARD ACCEPT [0:0]",
		":netmakerfilter - [0:0]", ":NETMAKER-ACL-IN - [0:0]", ":NETMAKER-ACL-FWD - [0:0]", ":NETMAKER-ACL-OUT - [0:0]",
		fmt.Sprintf("-A INPUT -i %s -m conntrack --ctstate ESTABLISHED,RELATED %s -j ACCEPT", i, comment),
		fmt.Sprintf("-A INPUT -i %s %s -j NETMAKER-ACL-IN", i, comment),
		fmt.Sprintf("-I FORWARD 1 -o %s -m conntrack --ctstate ESTABLISHED,RELATED %s -j ACCEPT", i, comment),
		fmt.Sprintf("-I FORWARD 1 -i %s -m conntrack --ctstate ESTABLISHED,RELATED %s -j ACCEPT", i, comment),
		fmt.Sprintf("-I FORWARD 3 -i %s -o %s %s -j NETMAKER-ACL-IN", i, i, comment),
		fmt.Sprintf("-I FORWARD 3 -i %s ! -o %s %s -j NETMAKER-ACL-FWD", i, i, comment),
		fmt.Sprintf("-A netmakerfilter -i %s %s -j RETURN", i, comment),
		fmt.Sprintf("-A NETMAKER-ACL-IN -i %s %s -j ACCEPT", i, comment),
		fmt.Sprintf("-A NETMAKER-ACL-FWD -i %s %s -j ACCEPT", i, comment),
		fmt.Sprintf("-A NETMAKER-ACL-OUT %s -j ACCEPT", comment),
		"COMMIT",
		"*nat",
		":netmakernat - [0:0]",
		fmt.Sprintf("-A POSTROUTING -o %s %s -j netmakernat", i, comment),
		"-A netmakernat -j RETURN",
		"COMMIT",
	}
}

// apply sets the masquerade rules: one per leaving interface, and only with a source when the host is in more than one
// network, as the real one since 1.0.
func (f *firewall) apply(egress []Egress, networks int) {
	if host.FirewallInUse != "iptables" {
		return
	}
	wanted := map[string]bool{}
	for _, e := range egress {
		prefix, err := netip.ParsePrefix(e.Range)
		if err != nil || !e.Nat {
			continue
		}
		leaving := interfaceTo(prefix.Addr().String())
		if leaving == "" {
			log("failed to get interface name:", e.Range)
			continue
		}
		source := ""
		if networks > 1 {
			source = "-s " + networkOf(e.Node) + " "
		}
		wanted[fmt.Sprintf("%s-o %s %s -j MASQUERADE", source, leaving, comment)] = true
	}
	var lines []string
	for rule := range f.masquerade {
		if !wanted[rule] {
			lines = append(lines, "-D POSTROUTING "+rule)
		}
	}
	for rule := range wanted {
		if !f.masquerade[rule] {
			lines = append(lines, "-I POSTROUTING 1 "+rule)
		}
	}
	if len(lines) == 0 {
		return
	}
	sort.Strings(lines)
	if restore("iptables", append(append([]string{"*nat"}, lines...), "COMMIT")) {
		f.masquerade = wanted
	}
}

func (f *firewall) close() {
	if host.FirewallInUse == "iptables" {
		log("flushing netmaker rules...")
		flush()
	}
}

// flush removes every rule marked NETMAKER and the chains; the empty tables that iptables made stay.
func flush() {
	for _, tool := range []string{"iptables", "ip6tables"} {
		for table, chains := range map[string][]string{
			"filter": {"NETMAKER-ACL-IN", "NETMAKER-ACL-FWD", "NETMAKER-ACL-OUT", "netmakerfilter"},
			"nat":    {"netmakernat"},
		} {
			out, err := exec.Command(tool, "-w", "-t", table, "-S").Output()
			if err != nil {
				continue
			}
			lines, drop := []string{"*" + table}, []string{}
			for _, line := range strings.Split(string(out), "\n") {
				if strings.HasPrefix(line, "-A ") && strings.Contains(line, "--comment NETMAKER") {
					lines = append(lines, "-D "+strings.TrimPrefix(line, "-A "))
				}
				for _, chain := range chains {
					if line == "-N "+chain {
						drop = append(drop, "-X "+chain)
					}
				}
			}
			if len(lines)+len(drop) == 1 {
				continue
			}
			for _, chain := range drop {
				lines = append(lines, "-F "+strings.TrimPrefix(chain, "-X "))
			}
			restore(tool, append(append(lines, drop...), "COMMIT"))
		}
	}
}

func restore(tool string, lines []string) bool {
	command := exec.Command(tool+"-restore", "-w", "--noflush")
	command.Stdin = strings.NewReader(strings.Join(lines, "\n") + "\n")
	if out, err := command.CombinedOutput(); err != nil {
		log(tool+"-restore failed:", strings.TrimSpace(string(out)))
		return false
	}
	return true
}

func interfaceTo(address string) string {
	out, err := exec.Command("ip", "-4", "route", "get", address).Output()
	fields := strings.Fields(string(out))
	for i := range fields {
		if err == nil && fields[i] == "dev" && i+1 < len(fields) {
			return fields[i+1]
		}
	}
	return ""
}

func networkOf(nodeID string) string {
	for _, n := range nodes {
		if n.ID == nodeID {
			return n.NetworkRange.String()
		}
	}
	return "0.0.0.0/0"
}
