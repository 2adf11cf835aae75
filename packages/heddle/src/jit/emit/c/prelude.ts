/** The words of a call's list of float64: how it is forked, where it failed, what its random numbers begin with, then its inputs, then its results. */
export const Word = {
  /** The address of `heddle_fork`. */
  fork: 0,
  threads: 1,
  /** In ms. */
  patience: 2,
  /** 1 once an index was outside; then the site, and the index. */
  failed: 3,
  site: 4,
  index: 5,
  /** The bits that the call's random numbers begin with. */
  key: 6,
  inputs: 7,
} as const

/** What a kernel's function returns. */
export const Status = { done: 0, outside: 1, noMemory: 2 } as const

/**
 * What stands before the kernels of a C file: JavaScript's operators where C has others, and how a prange is forked. What
 * nobody uses costs nothing.
 */
export const prelude: string = `#include <stdint.h>
#include <stdlib.h>
_Static_assert(sizeof(void *) == 8, "addresses have 64 bits");

typedef int32_t (*heddle_part)(const void *, uint32_t, uint32_t);
typedef int32_t (*heddle_forks)(heddle_part, const void *, uint32_t, uint32_t, int32_t, double);
struct heddle_failure { int64_t state; double site, index; };

static inline int32_t heddle_units(const double *io, heddle_part part, const void *given, uint32_t units, uint32_t grain) {
  if (io[${Word.threads}] < 2) return part(given, 0, units);
  heddle_forks fork = (heddle_forks)(uintptr_t)io[${Word.fork}];
  return fork(part, given, units, grain, (int32_t)io[${Word.threads}], io[${Word.patience}]);
}

/* The first of all threads tells. */
static __attribute__((noinline, cold)) int32_t heddle_fail(struct heddle_failure *failure, double site, double index) {
  int64_t none = 0;
  if (__atomic_compare_exchange_n(&failure->state, &none, 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
    failure->site = site;
    failure->index = index;
  }
  return ${Status.outside};
}

static inline int heddle_within(int64_t index, int32_t length) { return (uint64_t)index < (uint64_t)(uint32_t)length; }
static inline int heddle_is_index(double x, int32_t length) {
  return x >= 0 && x < (double)length && (double)(int32_t)x == x;
}
static inline int heddle_is_int32(double x) {
  return x >= -2147483648.0 && x <= 2147483647.0 && (double)(int32_t)x == x;
}
static inline int heddle_fits(int64_t x) { return x == (int64_t)(int32_t)x; }

/* Rounded once where the processor has an instruction for that. */
static inline double heddle_fused(double a, double b, double c) {
#if defined(__FP_FAST_FMA) || defined(__FMA__) || defined(__ARM_FEATURE_FMA)
  return __builtin_fma(a, b, c);
#else
  return a * b + c;
#endif
}

union heddle_bits { double x; uint64_t bits; };
static inline double heddle_any_bit(double a, double b) {
  union heddle_bits x = { a }, y = { b };
  x.bits |= y.bits;
  return x.x;
}
static inline double heddle_both_bits(double a, double b) {
  union heddle_bits x = { a }, y = { b };
  x.bits &= y.bits;
  return x.x;
}
/* Of equal numbers only zeros differ, by their sign; of a NaN all bits of the exponent stay. */
static inline double heddle_min(double a, double b) { return a < b ? a : b < a ? b : heddle_any_bit(a, b); }
static inline double heddle_max(double a, double b) {
  return a > b ? a : b > a ? b : a == b ? heddle_both_bits(a, b) : a + b;
}
static inline double heddle_round(double x) {
  double low = __builtin_floor(x);
  return __builtin_copysign(x - low < 0.5 ? low : low + 1, x);
}
static inline double heddle_sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : x; }
static __attribute__((noinline, cold)) int32_t heddle_int32_of_large(double x) {
  return x - x == 0 ? (int32_t)(uint32_t)(int64_t)__builtin_fmod(x, 4294967296.0) : 0;
}
static inline int32_t heddle_int32(double x) {
  return __builtin_fabs(x) < 9223372036854775808.0 ? (int32_t)(uint32_t)(int64_t)x : heddle_int32_of_large(x);
}
/* Of integers by a division of integers, which is faster; the sign is that of the first. */
static inline double heddle_rem(double a, double b) {
  const double most = 9007199254740992.0, x = __builtin_fabs(a), y = __builtin_fabs(b);
  if (x < most && y < most && y > 0) {
    const uint64_t n = (uint64_t)(int64_t)x, d = (uint64_t)(int64_t)y;
    if ((double)(int64_t)n == x && (double)(int64_t)d == y) {
      const uint64_t rest = (n | d) >> 32 ? n % d : (uint32_t)n % (uint32_t)d;
      return __builtin_copysign((double)(int64_t)rest, a);
    }
  }
  return __builtin_fmod(a, b);
}
static inline int32_t heddle_saturated(double x) {
  return x >= 2147483647.0 ? 2147483647 : x <= -2147483648.0 ? -2147483647 - 1 : x == x ? (int32_t)x : 0;
}
static inline int32_t heddle_clz(int32_t x) { return x == 0 ? 32 : __builtin_clz((uint32_t)x); }
/* C knows more of NaN and of 1 than JavaScript. */
static inline double heddle_pow(double x, double y) {
  return y != y || (__builtin_fabs(x) == 1 && __builtin_isinf(y)) ? __builtin_nan("") : __builtin_pow(x, y);
}

/* Neighbours first, an odd one goes up alone. */
#define HEDDLE_TREE(NAME, TYPE, A_AND_B) \\
  static TYPE NAME(TYPE *list, uint32_t left) { \\
    for (; left > 1; left = (left + 1) >> 1) { \\
      for (uint32_t i = 0; i < left >> 1; i++) { \\
        TYPE a = list[2 * i], b = list[2 * i + 1]; \\
        list[i] = A_AND_B; \\
      } \\
      if (left & 1) list[left >> 1] = list[left - 1]; \\
    } \\
    return list[0]; \\
  }
HEDDLE_TREE(heddle_tree_add, double, a + b)
HEDDLE_TREE(heddle_tree_mul, double, a * b)
HEDDLE_TREE(heddle_tree_min, double, heddle_min(a, b))
HEDDLE_TREE(heddle_tree_max, double, heddle_max(a, b))
HEDDLE_TREE(heddle_tree_and, int32_t, a & b)
HEDDLE_TREE(heddle_tree_or, int32_t, a | b)
HEDDLE_TREE(heddle_tree_xor, int32_t, a ^ b)
`
