import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { compileFunction } from "node:vm"
import { jit, KernelCompileError, prange } from "../../src/jit/index.ts"

/** A kernel as a tool leaves it: the statements around it, its text, and what it is called with. */
type Noisy = readonly [around: string, text: string, args: () => readonly unknown[]]

const scope = { prange, ns: { prange, max: Math.max } }

function live(around: string, text: string): (...args: readonly unknown[]) => unknown {
  const make = compileFunction(`${around}\nreturn ${text}`, Object.keys(scope)) as (...values: unknown[]) => never
  return make(...Object.values(scope))
}

const wave = (): Float64Array => Float64Array.from({ length: 100 }, (_, i) => Math.round(1e3 * Math.sin(i)) / 8)
const none = (): readonly unknown[] => []

/** What Istanbul puts above the code that it counts. */
const counters = `function cov_x() {
  var path = "/a.ts"; var hash = "1"; var global = new Function("return this")(); var gcv = "__heddle_test__";
  var counts = { "0": 0, "1": 0, "2": 0 }; var branches = { "0": [0, 0], "1": [0, 0] };
  var coverageData = { path: path, statementMap: {}, s: counts, f: { "0": 0, "1": 0 }, b: branches, hash: "1" };
  var coverage = global[gcv] || (global[gcv] = {});
  if (!coverage[path] || coverage[path].hash !== hash) { coverage[path] = coverageData }
  var actualCoverage = coverage[path];
  { // @ts-ignore
    cov_x = function () { return actualCoverage } }
  return actualCoverage
}
cov_x();`
/** esbuild's, and that minified. */
const names = `var __defProp = Object.defineProperty; var __name = (target, value) => __defProp(target, "name", { value, configurable: true });`
const shortNames = `var o = Object.defineProperty, r = (e, t) => o(e, "name", { value: t, configurable: !0 });`

const tools: Readonly<Record<string, Noisy>> = {
  "names that are kept": [
    names,
    `(x) => { const sq = __name((x) => x * x, "sq"); function half(x) { return x / 2 } __name(half, "half"); return sq(half(x)) }`,
    () => [3],
  ],
  "names that are kept, minified": [shortNames, `e=>{const n=r(t=>t*t,"sq");return n(e)+1}`, () => [3]],
  "names that are kept and counted": [
    `${counters} const keep = (target, value) => { cov_x().f[0]++; cov_x().s[0]++; return Object.defineProperty(target, "name", { value }) };`,
    `(x) => { cov_x().f[1]++; const sq = (cov_x().s[1]++, keep((x) => { cov_x().s[2]++; return x * x }, "sq")); return sq(x) }`,
    () => [3],
  ],
  "counters of statements, functions and branches": [
    counters,
    `(a, k = (cov_x().b[0][0]++, 2)) => {
      cov_x().f[0]++; let s = (cov_x().s[0]++, 0); cov_x().s[1]++;
      const sq = x => { cov_x().f[1]++; cov_x().s[2]++; return x * x };
      cov_x().s[0]++;
      for (let i = (cov_x().s[1]++, 0); (cov_x().b[0][0]++, i < a.length) && (cov_x().b[0][1]++, i < 50); i++) {
        cov_x().s[1]++;
        if ((cov_x().b[1][0]++, a[i] > 5) || (cov_x().b[1][1]++, a[i] < -5)) {
          cov_x().b[1][0]++; cov_x().s[2]++;
          s += a[i] > 0 ? (cov_x().b[0][0]++, sq(a[i])) : (cov_x().b[0][1]++, -a[i]);
        } else { cov_x().b[1][1]++ }
      }
      cov_x().s[2]++;
      return s * k
    }`,
    () => [wave(), 3],
  ],
  "counters in a prange that adds up": [
    counters,
    `(a) => {
      cov_x().f[0]++; let s = (cov_x().s[0]++, 0); let m = (cov_x().s[0]++, 0); cov_x().s[1]++;
      for (const i of (0, ns.prange)(a)) {
        cov_x().s[1]++; s += a[i] > 0 ? (cov_x().b[0][0]++, a[i]) : (cov_x().b[0][1]++, 0);
        cov_x().s[2]++; m = (cov_x().b[1][0]++, (0, ns.max)(m, a[i]))
      }
      return [s, m]
    }`,
    () => [wave()],
  ],
  "counters in a running maximum": [
    counters,
    `(a) => {
      let m = (cov_x().s[0]++, -1e9), n = 1e9;
      for (const i of prange(a)) {
        cov_x().s[1]++;
        if (a[i] > m) { cov_x().b[0][0]++; cov_x().s[2]++; m = a[i] } else { cov_x().b[0][1]++ }
        n = (cov_x().s[0]++, a[i] < n) ? (cov_x().b[0][0]++, a[i]) : (cov_x().b[0][1]++, n);
      }
      return [m, n]
    }`,
    () => [wave()],
  ],
  "a running maximum, minified": [
    "",
    `a=>{let m=-1e9,n=1e9;for(let i of prange(a))a[i]>m&&(m=a[i]),a[i]<n&&(n=a[i]);return[m,n]}`,
    () => [wave()],
  ],
  "counters whose names are minified": [
    counters.replaceAll("cov_x", "t"),
    `e=>(t().f[0]++,t().s[1]++,e>1?(t().b[0][0]++,e):(t().b[0][1]++,-e))`,
    () => [0.5],
  ],
  "powers as calls": [
    "var __pow = Math.pow;",
    `(x, y) => { let z = x; z = __pow(z, 2); return [z, __pow(x, y), __pow(-2, 3)] }`,
    () => [1.1, 3.7],
  ],
  "calls without this": ["const m = { f: x => x * 2 };", `x => (0, m.f)(x) + (0, Math.sqrt)(x)`, () => [9]],
  "exports of TypeScript and Babel": [
    `const helper_1 = {}; Object.defineProperty(helper_1, "__esModule", { value: true });
     helper_1.own = (x) => x + 1;
     Object.defineProperty(helper_1, "again", { enumerable: true, get: function () { return helper_1.own } });
     exports = { K: 3 };`,
    `(x) => (0, helper_1.own)(x) * (0, helper_1.again)(x) * exports.K`,
    () => [9],
  ],
  "exports of esbuild": [
    `const all = {}; let k = 3; Object.defineProperty(all, "k", { enumerable: true, get: () => k });
     const copy = Object.defineProperty({}, "__esModule", { value: true });
     Object.defineProperty(copy, "k", { enumerable: true, get: () => all.k });`,
    `(x) => x * all.k + copy.k`,
    () => [9],
  ],
  "exports of vite": [
    `const __vite_ssr_import_0__ = Object.create(null, { [Symbol.toStringTag]: { value: "Module" } }); const k = 3;
     Object.defineProperty(__vite_ssr_import_0__, "k", { enumerable: true, configurable: true, get() { try { return k } catch {} } });
     const __vite_ssr_import_1__ = new Proxy({ default: { h: 5 }, h: 5 }, { get: (module, key) => module[key] ?? module.default[key] });`,
    `(x) => x * __vite_ssr_import_0__.k + __vite_ssr_import_1__.h`,
    () => [9],
  ],
}

const minified: Readonly<Record<string, Noisy>> = {
  "`return` of a sequence": ["", `e=>{let t,n=1;return t=e*2,n+=t,t*n}`, () => [3]],
  "`return` of a literal after a comma": ["", `e=>{let t;return t=e*2,[t,e]}`, () => [3]],
  "`return a ? (b, c) : d`": ["", `e=>{let t=0,n=1;return e>1?(t=2,n=3,t*n):(n=5,t+n)}`, () => [3]],
  "`a && (b = c)`, `a || (b, c)`": ["", `e=>{let t=0;return e>1&&(t=2),e>5||(t+=7,t*=2),t}`, () => [3]],
  "`if` as a choice, with stores": [
    "",
    `(e,t)=>{t<e.length?e[t]=2:e[0]=3,t>2&&(e[t-2]=5),t>1e6&&e[t]}`,
    () => [new Float64Array(9), 10],
  ],
  "calls of functions that give nothing": [
    "",
    `e=>{let t=(n,r)=>{e[n]=r};e[0]>1?t(0,1):t(1,2),e[0]<1&&t(2,3)}`,
    () => [new Float64Array(4)],
  ],
  "`a ||= b`, `a &&= b`": [
    "",
    `(e,t)=>{let n=e;return n||=3,n&&=n+1,t[0]||=5,t[1]&&=6,t[2]&&=7,n}`,
    () => [0, Float64Array.of(0, 0, 1)],
  ],
  "a chain of else if": ["", `e=>{let t=0;if(e>3)t=1;else if(e>2)t=2;else if(e>1)t=3;return t}`, () => [1.5]],
  "loops without their parts": [
    "",
    `e=>{let t=0,n=0;for(;t<e;)n+=t++;for(;;){if(n>1e3)break;n*=2}return n}`,
    () => [10],
  ],
  "commas in a loop's head": [
    "",
    `e=>{let t=0;for(let n=0,r=e.length-1;n<r;n++,r--)t+=e[n]*e[r];return t}`,
    () => [wave()],
  ],
  "assignments in conditions": [
    "",
    `e=>{let t=0,n=0;for(;(n=e[t++])<90;)if((n*=2)>150)return n;return t}`,
    () => [wave()],
  ],
  "a comma in a condition": ["", `e=>{let t=0;for(;t+=2,t<e;);do t+=3,e--;while(t<e);return t}`, () => [9]],
  "!0, !1, 1/0 and void 0": ["", `e=>{let t=!0,n=1/0;e>1&&(t=!1);let r=void 0;return r=e,t?n:r}`, () => [3]],
  "`return void`": ["", `e=>{if(e.length>5)return void(e[1]=7);e[0]=1}`, () => [new Float64Array(9)]],
  "a function called where it stands": ["", `e=>(t=>t*t)(e)+function(t){return t+1}(e)`, () => [9]],
  "a literal for each branch": ["", `e=>e>3?[e,1]:e>2?[1,e]:[0,0]`, () => [2.5]],
  "a literal for each branch, taken apart": [
    "",
    `e=>{let t=n=>({x:n,y:{z:n*2}}),{x:n,y:r}=e>3?t(e):t(-e);return n-r.z}`,
    () => [2.5],
  ],
  "a branch that is not taken reads nothing": [
    "",
    `(e,t)=>{let n=r=>{let o=e[r];return[o,1]};return t<e.length?n(t)[0]:t<e.length&&n(t)[0]>0?2:4}`,
    () => [wave(), 1000],
  ],
  "a loop's condition is evaluated each time": [
    "",
    `e=>{let t=n=>{let r=e[n];return[r,1]},n=0;for(;t(n)[0]<90;)n++;return n}`,
    () => [wave()],
  ],
  "operands are evaluated in their order": [
    "",
    `e=>{let t=0,n=()=>(t+=5,[t,1]);return e[t++]*10+n()[0]+t*n()[0]+Math.max(t++,n()[0])}`,
    () => [wave()],
  ],
  "labels of blocks": ["", `e=>{let t=0;n:{if(e>2)break n;if(t=1,e>1)break n;t=2}return t}`, () => [1.5]],
  "labels of loops": [
    "",
    `e=>{let t=0;o:for(let n=0;n<e;n++)for(let r=0;r<e;r++){if(r>n)continue o;if(n*r>6)break o;t+=r}return t}`,
    () => [10],
  ],
  "a function as an argument": ["", `e=>{let t=(n,r)=>n(n(r));return t(n=>n*3,e)}`, () => [2]],
}

const vars: Readonly<Record<string, Noisy>> = {
  "declared twice": [
    "",
    `function (x) { var y = 1; if (x > 5) { var y = 2 } for (var i = 0; i < 3; i++) y += i; for (var i = 0; i < 5; i++) y += i; return y * i }`,
    () => [3],
  ],
  "used above its declaration": [
    "",
    `function (a) { var s = 0; for (var i = 0; i < a.length; i++) { if (i > 0) s += p * 2; var p = a[i] } return s }`,
    () => [wave()],
  ],
  "undefined before its declaration": ["", `function () { var s = x + 1; var x = 2; return s + x }`, none],
  "assigned in a block": ["", `function (x) { if (x > 1) { var y = 5 } else { y = 6 } return y }`, () => [0]],
  "of two pranges": [
    "",
    `function (a) { for (var i of prange(a)) { var x = a[i]; a[i] = x * 2 } for (var i of prange(a)) { var x = a[i] + 1; a[i] = x } for (var x of a) if (x > 50) break; return x }`,
    () => [wave()],
  ],
}

const written: Readonly<Record<string, Noisy>> = {
  "Math taken apart": ["", `(x) => { const { sqrt, PI: pi } = Math; return sqrt(x) * pi }`, () => [2]],
  "settings taken apart": [
    "const settings = { scale: 2, deep: { x: 3 } }; const list = [1, 2, 3];",
    `(x) => { const { scale, deep: { x: y } } = settings; const [p, , q] = list; return scale * x + y + p + q }`,
    () => [2],
  ],
  "a default of the kernel's own": ["", `(x, k = x + 1) => x * k`, () => [3]],
}

const clone = (args: readonly unknown[]): unknown[] =>
  args.map((value) => (value instanceof Float64Array ? value.slice() : value))

for (const [what, table] of Object.entries({
  "what tools add": tools,
  "what minifiers write": minified,
  var: vars,
  "what people write": written,
})) {
  describe(what, () => {
    for (const [name, [around, text, args]] of Object.entries(table)) {
      it(name, () => {
        const fn = live(around, text)
        const [expected, actual] = [clone(args()), clone(args())]
        const result = fn(...expected)
        const kernel = jit(fn)
        assert.deepEqual([kernel(...actual), actual], [result, expected])
        const third = clone(args())
        assert.deepEqual([kernel.reference(...third), third], [result, expected])
      })
    }
  })
}

const refused: Readonly<
  Record<string, readonly [around: string, text: string, args: readonly unknown[], says: RegExp]>
> = {
  "a getter of an object": ["const o = { get k() { return 3 } };", `() => o.k`, [], /`o\.k` is a getter/],
  "a getter of a frozen object": [
    "const o = Object.freeze({ get k() { return 3 } });",
    `() => o.k`,
    [],
    /`o\.k` is a getter/,
  ],
  "a getter of a class": ["class A { get k() { return 3 } } const o = new A();", `() => o.k`, [], /`o\.k` is a getter/],
  "an export that has no value yet": [
    `const m = { __esModule: true }; Object.defineProperty(m, "k", { enumerable: true, get: () => { throw new ReferenceError() } });`,
    `() => m.k`,
    [],
    /`m\.k` has no value yet/,
  ],
  "a Proxy": ["const o = new Proxy({ k: 3 }, {});", `() => o.k`, [], /it captures a Proxy/],
  "what is called __name and is not": [
    "const __name = (fn, name) => (console.log(name), fn);",
    `(x) => __name(() => x, 1)()`,
    [1],
    /console\.log is none/,
  ],
  "what is called cov_x and is not": [
    "const o = { s: {} }; const cov_x = () => o;",
    `() => { cov_x().s[0]++ }`,
    [],
    /only elements of typed arrays can be assigned/,
  ],
  "a var that leaves a prange": [
    "",
    `function (a) { for (const i of prange(a)) { var x = a[i] } return x }`,
    [wave()],
    /variable `x` is assigned in a prange and lives on/,
  ],
  "a counter that leaves a prange": [
    "",
    `function (a) { for (var i of prange(a)) a[i] = 1; return i }`,
    [wave()],
    /variable `i` is assigned in a prange and lives on/,
  ],
  "leaving a prange for a label": [
    "",
    `(a) => { o: for (;;) { for (const i of prange(a)) break o } }`,
    [wave()],
    /it leaves a prange/,
  ],
  "`??=`": ["", `(x) => { let y = x; y ??= 2; return y }`, [1], /nothing here is null/],
  "a var that becomes something else": [
    "",
    `function (a) { var x = 1; var x = a; return x[0] }`,
    [wave()],
    /`x` holds a number: it cannot be assigned again/,
  ],
}

describe("what looks like noise and is none is refused", () => {
  for (const [name, [around, text, args, says]] of Object.entries(refused)) {
    it(name, () => {
      const kernel = jit(live(around, text))
      assert.throws(
        () => kernel(...args),
        (error: unknown) => {
          assert.ok(error instanceof KernelCompileError, String(error))
          assert.match(error.message, says)
          return true
        },
      )
    })
  }
})
