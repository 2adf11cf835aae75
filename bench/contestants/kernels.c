/* The kernels of bench/kernels in C. A line of stdin, with tabs between, has one answer:
   `make KERNEL SIZE` its name, `run KERNEL CALLS` seconds of the fastest call, `save KERNEL FILE` its
   result's bytes in a file. */
#define _GNU_SOURCE
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long n;
/* What kernels read and write: each takes what it needs. */
static double *restrict a, *restrict b, *restrict c, *restrict d, *restrict out;
static int32_t *restrict counts;
static double scalar;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static void *room(size_t bytes) {
  void *at = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (at == NULL) exit(1);
  memset(at, 0, bytes);
  return at;
}

/* The numbers of values.ts, bit for bit. */
static double *uniform(long count, uint32_t start) {
  double *at = room(8 * count);
  for (long i = 0; i < count; i++) at[i] = (uint32_t)((start + (uint32_t)i) * 2654435761u) / 4294967296.0;
  return at;
}

static void make_squares(void) { a = uniform(n, 0); }
static void squares(void) {
  double sum = 0;
#pragma omp parallel for simd reduction(+ : sum)
  for (long i = 0; i < n; i++) sum += a[i] * a[i];
  scalar = sum;
}

static void make_multiply(void) {
  a = uniform(n, 0);
  b = uniform(n, n);
  out = room(8 * n);
}
static void multiply(void) {
#pragma omp parallel for simd
  for (long i = 0; i < n; i++) out[i] = a[i] * b[i];
}

static void make_mandelbrot(void) { counts = room(4 * n * n); }
static void mandelbrot(void) {
#pragma omp parallel for schedule(dynamic, 8)
  for (long y = 0; y < n; y++)
    for (long x = 0; x < n; x++) {
      double cr = -2.0 + 3.0 * x / n, ci = -1.5 + 3.0 * y / n, zr = 0, zi = 0;
      int count = 0;
      for (; count < 200; count++) {
        double r2 = zr * zr, i2 = zi * zi;
        if (r2 + i2 > 4) break;
        zi = 2 * zr * zi + ci;
        zr = r2 - i2 + cr;
      }
      counts[y * n + x] = count;
    }
}

static void make_pi(void) {}
static inline uint64_t turned(uint64_t x, int by) { return (x << by) | (x >> (64 - by)); }
/* xoroshiro128+ (Blackman and Vigna 2018) */
static inline double drawn(uint64_t s[2]) {
  uint64_t result = s[0] + s[1];
  s[1] ^= s[0];
  s[0] = turned(s[0], 24) ^ s[1] ^ (s[1] << 16);
  s[1] = turned(s[1], 37);
  return (result >> 11) * 0x1p-53;
}
static void pi(void) {
  long inside = 0;
#pragma omp parallel reduction(+ : inside)
  {
    uint64_t s[2] = {0x9E3779B97F4A7C15u * (omp_get_thread_num() + 1), 0xD1B54A32D192ED03u};
#pragma omp for
    for (long i = 0; i < n; i++) {
      double x = drawn(s), y = drawn(s);
      inside += x * x + y * y < 1;
    }
  }
  scalar = 4.0 * inside / n;
}

static void waves(void) {
  double sum = 0;
#pragma omp parallel for simd reduction(+ : sum)
  for (long i = 0; i < n; i++) sum += exp(-a[i]) * sin(a[i]);
  scalar = sum;
}

static void make_bodies(void) {
  a = uniform(n, 0);
  b = uniform(n, n);
  c = uniform(n, 2 * n);
  d = uniform(n, 3 * n);
  out = room(24 * n);
}
static void bodies(void) {
#pragma omp parallel for
  for (long i = 0; i < n; i++) {
    double ax = 0, ay = 0, az = 0;
#pragma omp simd reduction(+ : ax, ay, az)
    for (long j = 0; j < n; j++) {
      double dx = a[j] - a[i], dy = b[j] - b[i], dz = c[j] - c[i];
      double d2 = dx * dx + dy * dy + dz * dz + 1e-9;
      double pull = d[j] / (d2 * sqrt(d2));
      ax += dx * pull;
      ay += dy * pull;
      az += dz * pull;
    }
    out[i] = ax;
    out[n + i] = ay;
    out[2 * n + i] = az;
  }
}

static void make_polynomial(void) {
  a = uniform(n, 0);
  out = room(8 * n);
}
static void polynomial(void) {
#pragma omp parallel for simd
  for (long i = 0; i < n; i++) {
    double x = a[i];
    out[i] = ((((((((1.1 * x + .2) * x + .3) * x + .4) * x + .5) * x + .6) * x + .7) * x + .8) * x + .9) * x + 1.0;
  }
}

static void make_heat(void) {
  a = uniform(n * n, 0);
  b = uniform(n * n, 0);
}
static void step(const double *restrict from, double *restrict to) {
#pragma omp parallel for
  for (long y = 1; y < n - 1; y++)
    for (long x = 1; x < n - 1; x++) {
      long i = y * n + x;
      to[i] = 0.25 * (from[i - 1] + from[i + 1] + from[i - n] + from[i + n]);
    }
}
static void heat(void) {
  for (int i = 0; i < 5; i++) {
    step(a, b);
    step(b, a);
  }
}

static void make_matmul(void) {
  a = uniform(n * n, 0);
  b = uniform(n * n, n * n);
  out = room(8 * n * n);
}
static void matmul(void) {
#pragma omp parallel for
  for (long i = 0; i < n; i++) {
    for (long j = 0; j < n; j++) out[i * n + j] = 0;
    for (long k = 0; k < n; k++) {
      double x = a[i * n + k];
      for (long j = 0; j < n; j++) out[i * n + j] += x * b[k * n + j];
    }
  }
}

/* Their result is what each of n calls took, in microseconds. */
static void make_fork(void) { out = room(8 * n); }
static void forks(int pause) {
  static double places[64];
  for (long call = 0; call < n; call++) {
    if (pause > 0) usleep(pause);
    double start = now();
#pragma omp parallel for
    for (int i = 0; i < 64; i++) *(volatile double *)&places[i] = i;
    out[call] = 1e6 * (now() - start);
  }
}
static void fork_now(void) { forks(0); }
static void fork_asleep(void) { forks(2000); }

enum Result { SCALAR, COUNTS, OUT, OUT3, SQUARE, FIRST };
static const struct Kernel {
  const char *name;
  void (*make)(void);
  void (*run)(void);
  enum Result result;
} kernels[] = {
    {"squares", make_squares, squares, SCALAR},
    {"multiply", make_multiply, multiply, OUT},
    {"mandelbrot", make_mandelbrot, mandelbrot, COUNTS},
    {"pi", make_pi, pi, SCALAR},
    {"waves", make_squares, waves, SCALAR},
    {"bodies", make_bodies, bodies, OUT3},
    {"polynomial", make_polynomial, polynomial, OUT},
    {"heat", make_heat, heat, FIRST},
    {"matmul", make_matmul, matmul, SQUARE},
    {"fork", make_fork, fork_now, OUT},
    {"fork asleep", make_fork, fork_asleep, OUT},
};

static void save(const struct Kernel *kernel, const char *name) {
  const void *from[] = {&scalar, counts, out, out, out, a};
  const long bytes[] = {8, 4 * n * n, 8 * n, 24 * n, 8 * n * n, 8 * n * n};
  FILE *file = fopen(name, "wb");
  if (file == NULL) exit(1);
  fwrite(from[kernel->result], 1, bytes[kernel->result], file);
  fclose(file);
}

int main(void) {
  char line[4096], what[16], name[32], more[4000];
  setvbuf(stdout, NULL, _IOLBF, 0);
  printf("{\"c\": \"gcc %d.%d\", \"threads\": %d}\n", __GNUC__, __GNUC_MINOR__, omp_get_max_threads());
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (sscanf(line, "%15[^\t]\t%31[^\t]\t%3999[^\n]", what, name, more) != 3) return 1;
    const struct Kernel *kernel = kernels;
    while (strcmp(kernel->name, name) != 0)
      if (++kernel == kernels + sizeof kernels / sizeof *kernels) return 1;
    if (strcmp(what, "make") == 0) {
      n = atol(more);
      kernel->make();
      printf("[\"%s\"]\n", name);
    } else if (strcmp(what, "save") == 0) {
      /* Asked before any run: the data is as it was made. */
      kernel->run();
      save(kernel, more);
      printf("1\n");
    } else {
      double best = INFINITY;
      for (long i = atol(more); i > 0; i--) {
        double start = now();
        kernel->run();
        best = fmin(best, now() - start);
      }
      printf("%.9f\n", best);
    }
  }
  return 0;
}
