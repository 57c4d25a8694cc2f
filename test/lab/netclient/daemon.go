package main

import (
	"context"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

func runDaemon() {
	log("starting netclient daemon, version", version)
	if err := os.WriteFile(pidFile, []byte(strconv.Itoa(os.Getpid())), 0o644); err != nil {
		slogError("unable to save PID on daemon startup", err)
		os.Exit(1)
	}
	// Runtime only, no file in sysctl.d: the real one does it so.
	for _, path := range []string{"/proc/sys/net/ipv4/ip_forward", "/proc/sys/net/ipv6/conf/all/forwarding"} {
		if err := os.WriteFile(path, []byte("1"), 0o644); err != nil {
			slogError("unable to set IPForwarding", err)
		}
	}
	quit := make(chan os.Signal, 1)
	reset := make(chan os.Signal, 1)
	signal.Notify(quit, syscall.SIGTERM, os.Interrupt)
	signal.Notify(reset, syscall.SIGHUP)

	for {
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() { defer close(done); follow(ctx) }()
		select {
		case <-quit:
			stop()
			<-done
			log("shutdown complete")
			return
		case <-reset:
			log("received reset")
			stop()
			<-done
			loadState()
		}
	}
}

// follow keeps the machine as the server wants it, until it is told to stop; then takes everything away.
func follow(ctx context.Context) {
	for _, server := range servers { // the real one serves one current server too
		wall := newFirewall()
		defer wall.close()
		tunnel := &tunnel{}
		defer tunnel.close()
		interval, _ := strconv.Atoi(pullSeconds)
		bearer, lastCheckIn := "", time.Time{}
		for {
			pull, err := Pull{}, error(nil)
			if bearer == "" {
				bearer, err = authenticate(ctx, server)
			}
			if err == nil {
				pull, err = fetch(ctx, server, bearer)
			}
			switch {
			case err == nil:
				remember(server, pull)
				if err := tunnel.apply(pull); err != nil {
					slogError("error configuring netclient interface", err)
				}
				wall.apply(pull.Egress, len(pull.Nodes))
				if time.Since(lastCheckIn) > time.Minute && checkIn(ctx, server, bearer) == nil {
					lastCheckIn = time.Now()
				}
			case unauthorised(err) && bearer == "":
				log("unauthorized request - removed instances for", server.Name)
				forget()
				return
			case unauthorised(err):
				bearer = "" // an expired token or a deleted host: the next login tells which
				continue
			case ctx.Err() == nil:
				slogError("fail to pull config from server", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Duration(interval) * time.Second):
			}
		}
	}
	<-ctx.Done()
}
