// wanem: the site's uplink. Joins two TAP devices, each in its own network namespace, and gives each direction
// delay, jitter, loss, a rate limit with a bounded queue, or silence. The kernels we run on have no tc netem.
//
//   wanem NETNS_A TAP_A NETNS_B TAP_B CONTROL_FIFO [key=value ...]
//
// Keys (also written to the FIFO while it runs): delay (ms), jitter (ms), loss (percent), rate (kbit/s, 0 = unlimited),
// queue (ms of traffic that may wait for the rate), cut (1 = black hole). "a." or "b." in front means one direction
// (a = from A to B). WANEM_SEED makes the losses repeatable.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define QUEUE_FRAMES 16384
#define BATCH 64
#define MS 1000000ull

typedef struct {
  uint64_t due;
  int length;
  unsigned char *bytes;
} Frame;

typedef struct {
  double delay, jitter, loss, rate, queue_ms;
  int cut;
  Frame frames[QUEUE_FRAMES];
  unsigned head, tail;   // free-running; index = value % QUEUE_FRAMES
  uint64_t link_free_at; // when the rate limiter has sent all that it holds
  uint64_t last_due;
} Direction;

static Direction directions[2];

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000 * MS + (uint64_t)t.tv_nsec;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

// Opens a TAP that exists in another namespace. The descriptor keeps working after we have come home.
static int open_tap(const char *netns, const char *name) {
  char path[256];
  int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  snprintf(path, sizeof path, "/run/netns/%s", netns);
  int there = open(path, O_RDONLY | O_CLOEXEC);
  if (home < 0 || there < 0 || setns(there, CLONE_NEWNET)) fail(path);
  int tap = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (tap < 0) fail("/dev/net/tun");
  struct ifreq request;
  memset(&request, 0, sizeof request);
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  snprintf(request.ifr_name, IFNAMSIZ, "%s", name);
  if (ioctl(tap, TUNSETIFF, &request)) fail(name);
  if (setns(home, CLONE_NEWNET)) fail("setns home");
  close(there);
  close(home);
  return tap;
}

static void set(const char *text) {
  int first = 0, last = 1;
  if (!strncmp(text, "a.", 2)) last = 0, text += 2;
  else if (!strncmp(text, "b.", 2)) first = 1, text += 2;
  const char *equals = strchr(text, '=');
  if (!equals) return;
  size_t length = (size_t)(equals - text);
  double value = atof(equals + 1);
  for (int i = first; i <= last; i++) {
    Direction *d = &directions[i];
#define IS(key) (length == strlen(key) && !strncmp(text, key, length))
    if (IS("delay")) d->delay = value;
    else if (IS("jitter")) d->jitter = value;
    else if (IS("loss")) d->loss = value;
    else if (IS("rate")) d->rate = value;
    else if (IS("queue")) d->queue_ms = value;
    else if (IS("cut")) d->cut = value != 0;
    else fprintf(stderr, "wanem: unknown key in '%s'\n", text);
#undef IS
  }
}

static void accept_frame(Direction *d, const unsigned char *bytes, int length, uint64_t t) {
  if (d->cut || (d->loss > 0 && drand48() * 100 < d->loss)) return;
  uint64_t due = t;
  if (d->rate > 0) {
    if (d->link_free_at < t) d->link_free_at = t;
    if (d->link_free_at - t > d->queue_ms * MS) return; // tail drop, as a router does
    d->link_free_at += (uint64_t)(length * 8.0 * MS / d->rate);
    due = d->link_free_at;
  }
  double jitter = d->jitter > 0 ? (drand48() * 2 - 1) * d->jitter : 0;
  double wait = d->delay + jitter;
  if (wait > 0) due += (uint64_t)(wait * MS);
  if (due < d->last_due) due = d->last_due; // jitter must not reorder: one line, one order
  d->last_due = due;
  if (d->tail - d->head >= QUEUE_FRAMES) return;
  Frame *f = &d->frames[d->tail++ % QUEUE_FRAMES];
  f->due = due;
  f->length = length;
  f->bytes = malloc((size_t)length);
  if (!f->bytes) fail("malloc");
  memcpy(f->bytes, bytes, (size_t)length);
}

// Sends what is due; returns when the next frame is due, 0 when nothing waits.
static uint64_t release_frames(Direction *d, int out, uint64_t t) {
  while (d->head != d->tail) {
    Frame *f = &d->frames[d->head % QUEUE_FRAMES];
    if (f->due > t) return f->due;
    if (write(out, f->bytes, (size_t)f->length) < 0 && errno == EAGAIN) return t + MS / 20;
    free(f->bytes);
    d->head++;
  }
  return 0;
}

static void read_control(int control) {
  char line[512];
  ssize_t n = read(control, line, sizeof line - 1);
  if (n <= 0) return;
  line[n] = 0;
  for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) set(word);
}

int main(int argc, char **argv) {
  if (argc < 6) {
    fprintf(stderr, "usage: wanem NETNS_A TAP_A NETNS_B TAP_B CONTROL_FIFO [key=value ...]\n");
    return 2;
  }
  directions[0].queue_ms = directions[1].queue_ms = 100;
  for (int i = 6; i < argc; i++) set(argv[i]);
  const char *seed = getenv("WANEM_SEED");
  srand48(seed ? atol(seed) : 1);
  signal(SIGPIPE, SIG_IGN);

  int control = open(argv[5], O_RDWR | O_NONBLOCK | O_CLOEXEC); // O_RDWR: never sees end of file between writers
  if (control < 0) fail(argv[5]);
  int taps[2] = {open_tap(argv[1], argv[2]), open_tap(argv[3], argv[4])};
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  printf("READY\n");
  fflush(stdout);

  static unsigned char buffer[65536];
  for (;;) {
    struct pollfd polled[4] = {{taps[0], POLLIN, 0}, {taps[1], POLLIN, 0}, {timer, POLLIN, 0}, {control, POLLIN, 0}};
    poll(polled, 4, -1);
    uint64_t t = now(), expirations;
    if (polled[2].revents && read(timer, &expirations, sizeof expirations) < 0) { /* raced with a re-arm */ }
    if (polled[3].revents) read_control(control);
    for (int i = 0; i < 2; i++) {
      if (polled[i].revents & (POLLERR | POLLNVAL)) return 0; // the namespace was deleted: the lab went down
      for (int k = 0; polled[i].revents && k < BATCH; k++) {
        ssize_t n = read(taps[i], buffer, sizeof buffer);
        if (n <= 0) break;
        accept_frame(&directions[i], buffer, (int)n, t);
      }
    }
    t = now();
    uint64_t next = 0;
    for (int i = 0; i < 2; i++) {
      uint64_t due = release_frames(&directions[i], taps[!i], t);
      if (due && (!next || due < next)) next = due;
    }
    struct itimerspec arm;
    memset(&arm, 0, sizeof arm);
    if (next) {
      arm.it_value.tv_sec = (time_t)(next / (1000 * MS));
      arm.it_value.tv_nsec = (long)(next % (1000 * MS));
    }
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &arm, NULL);
  }
}
