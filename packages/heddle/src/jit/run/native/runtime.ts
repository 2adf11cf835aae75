import { mostThreads } from "../arena.ts"

/** A thread looks for work so long, in ms, before it sleeps. */
const spin = 0.05
/** Of a fork each thread takes about so many parts, so that all end together. */
const partsEach = 8

/**
 * The threads that compiled kernels run on, as C: one library for the whole program, whose threads wait for forks as those of
 * `team.ts` do. `heddle_fork` runs the units of a prange, on this thread and, once that has taken `patience` ms, on
 * others; while another thread of the program has them it goes on alone. It gives what a part gives that fails, or 0.
 */
export const runtime: string = `#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <time.h>
#ifdef __APPLE__
#include <dlfcn.h>
#endif

typedef int32_t (*heddle_part)(const void *, uint32_t, uint32_t);

static pthread_mutex_t forking = PTHREAD_MUTEX_INITIALIZER, lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER, over = PTHREAD_COND_INITIALIZER;
/* The number of the fork, and in its lower 16 bits how many threads help. */
static uint64_t turn;
static struct { uint32_t number; uint64_t seen; } helpers[${mostThreads}];
static uint32_t started;
static struct {
  heddle_part part;
  const void *given;
  uint64_t units, grain, next;
  uint32_t pending;
  int32_t failed;
} job;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static void take(void) {
  const uint64_t units = job.units, grain = job.grain;
  for (;;) {
    const uint64_t first = __atomic_fetch_add(&job.next, grain, __ATOMIC_RELAXED);
    if (first >= units) return;
    const int32_t failed = job.part(job.given, first, first + grain < units ? first + grain : units);
    if (failed == 0) continue;
    __atomic_store_n(&job.failed, failed, __ATOMIC_RELAXED);
    /* Nobody else needs to go on. */
    __atomic_store_n(&job.next, units, __ATOMIC_RELAXED);
  }
}

static void *help(void *own) {
  const uint32_t number = helpers[(uintptr_t)own].number;
  uint64_t seen = helpers[(uintptr_t)own].seen;
  for (;;) {
    for (const double until = now() + ${spin}; __atomic_load_n(&turn, __ATOMIC_ACQUIRE) == seen;) {
      if (now() < until) continue;
      pthread_mutex_lock(&lock);
      while (__atomic_load_n(&turn, __ATOMIC_ACQUIRE) == seen) pthread_cond_wait(&wake, &lock);
      pthread_mutex_unlock(&lock);
    }
    seen = __atomic_load_n(&turn, __ATOMIC_ACQUIRE);
    if (number >= (seen & 0xffff)) continue;
    take();
    if (__atomic_sub_fetch(&job.pending, 1, __ATOMIC_ACQ_REL) > 0) continue;
    pthread_mutex_lock(&lock);
    pthread_cond_broadcast(&over);
    pthread_mutex_unlock(&lock);
  }
  return 0;
}

/* As many helpers as there can be, up to a number. */
static uint32_t gather(uint32_t most) {
  pthread_attr_t attributes;
  sigset_t all, before;
  if (started >= most || pthread_attr_init(&attributes)) return started < most ? started : most;
  pthread_attr_setstacksize(&attributes, 1 << 20);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  /* Signals are for the program's own threads. */
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  for (; started < most; started++) {
    pthread_t thread;
    helpers[started].number = started;
    helpers[started].seen = turn;
    if (pthread_create(&thread, &attributes, help, (void *)(uintptr_t)started)) break;
  }
  pthread_sigmask(SIG_SETMASK, &before, 0);
  pthread_attr_destroy(&attributes);
  return started;
}

static void join(void) {
  for (const double until = now() + ${spin}; now() < until;) {
    if (__atomic_load_n(&job.pending, __ATOMIC_ACQUIRE) == 0) return;
  }
  pthread_mutex_lock(&lock);
  while (__atomic_load_n(&job.pending, __ATOMIC_ACQUIRE) > 0) pthread_cond_wait(&over, &lock);
  pthread_mutex_unlock(&lock);
}

/* Forks that other threads took part in. */
static uint64_t forks;

int32_t heddle_fork(
  heddle_part part, const void *given, uint32_t units, uint32_t grain, int32_t threads, double patience
) {
  uint64_t done = 0, size = grain;
  const double began = now();
  for (double spent = 0; spent < patience; spent = now() - began, size *= 2) {
    const uint64_t last = done + size < units ? done + size : units;
    const int32_t failed = part(given, done, last);
    if (failed != 0 || last == units) return failed;
    done = last;
  }
  const uint64_t left = units - done, shares = (left + grain - 1) / grain;
  uint32_t others = (uint32_t)threads - 1 < ${mostThreads} ? (uint32_t)threads - 1 : ${mostThreads};
  if (others >= shares) others = shares - 1;
  if (others == 0 || pthread_mutex_trylock(&forking)) return part(given, done, units);
  others = gather(others);
  job.part = part;
  job.given = given;
  job.units = units;
  job.grain = (shares / ((others + 1) * ${partsEach}) + 1) * grain;
  job.failed = 0;
  __atomic_store_n(&job.next, done, __ATOMIC_RELAXED);
  __atomic_store_n(&job.pending, others, __ATOMIC_RELAXED);
  if (others > 0) {
    pthread_mutex_lock(&lock);
    __atomic_store_n(&turn, ((turn >> 16) + 1) << 16 | others, __ATOMIC_RELEASE);
    pthread_cond_broadcast(&wake);
    pthread_mutex_unlock(&lock);
    forks++;
  }
  take();
  if (others > 0) join();
  const int32_t failed = job.failed;
  pthread_mutex_unlock(&forking);
  return failed;
}

uintptr_t heddle_fork_address(void) {
#ifdef __APPLE__
  /* The threads that wait here must not lose their code. */
  Dl_info own;
  if (dladdr((void *)heddle_fork, &own)) dlopen(own.dli_fname, RTLD_NOW);
#endif
  return (uintptr_t)heddle_fork;
}
uintptr_t heddle_forks(void) { return forks; }
`
