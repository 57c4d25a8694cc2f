package main

import (
	"net/netip"
	"strings"
	"testing"
)

func TestASubnetIsWrittenAsTheRealClientWritesIt(t *testing.T) {
	got := subnet("100.64.8.2/24")
	if got.IP != "100.64.8.2" || got.String() != "100.64.8.2/24" {
		t.Errorf("got %+v", got)
	}
}

func TestARouteInsideTheOverlayIsNotSetTwice(t *testing.T) {
	networks := []netip.Prefix{netip.MustParsePrefix("100.64.8.0/24")}
	if !within(netip.MustParsePrefix("100.64.8.1/32"), networks) || within(netip.MustParsePrefix("192.168.50.11/32"), networks) {
		t.Error("the overlay's own range decides")
	}
}

func TestTheUnitWaitsAsLongAsItWasBuiltFor(t *testing.T) {
	if !strings.Contains(unit(), "ExecStartPre=/bin/sleep 17\n") {
		t.Error("the default is the real one's 17 seconds")
	}
}

func TestTheGlobalVerbosityFlagMayStandAnywhere(t *testing.T) {
	got := withoutVerbosity([]string{"-v", "3", "list", "-l"})
	if strings.Join(got, " ") != "list -l" {
		t.Errorf("got %v", got)
	}
}
