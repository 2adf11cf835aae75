import { covered, notApplicable, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const objects = ported("objects.test.ts")
const closurePrograms = covered("closure/programs.test.ts")
const multiprocessingEndings = covered("multiprocessing/endings.test.ts")
const multiprocessingProcess = covered("multiprocessing/process.test.ts")
const children = ported("children.test.ts")
const file = "Lib/test/_test_multiprocessing.py"
const noServer = notApplicable("there is no fork server: every process is started afresh")

/** Processes of one's own: `Process`, how it is started and how it ends. */
export const process: readonly Table[] = [
  {
    file,
    class: "_TestProcess",
    tests: 27,
    rows: [
      [
        "test_current",
        "the program's own process is alive, no daemon, and has its pid",
        children("the program's own process is alive, is no daemon, and has no parent"),
      ],
      [
        "test_set_executable",
        "the executable of children can be set",
        notApplicable("children run the same Node as the program; another one could not share its code"),
      ],
      [
        "test_args_argument",
        "arguments given as a list reach the target",
        multiprocessingProcess("options say the same as arguments"),
      ],
      [
        "test_daemon_argument",
        "daemon is inherited from the current process unless given",
        children("daemon is that of the current process unless it is given"),
      ],
      [
        "test_parent_process_attributes",
        "a child knows its parent's pid and name",
        multiprocessingProcess("names count up, also those of children's children"),
      ],
      [
        "test_parent_process",
        "a child learns that its parent died",
        multiprocessingEndings(
          "a program that is killed leaves no child behind, whatever the child is doing",
          "a child ends with its parent, so none outlives it to notice",
        ),
      ],
      [
        "test_process",
        "before, during and after: alive, exit code, children, and what the child was given",
        multiprocessingProcess(
          "a process runs its target with arguments and captured variables, in a process of its own",
        ),
      ],
      [
        "test_process_mainthread_native_id",
        "the child's main thread is not the parent's",
        multiprocessingProcess(
          "a process runs its target with arguments and captured variables, in a process of its own",
        ),
      ],
      [
        "test_interrupt",
        "interrupt ends a child, exit code of an uncaught interrupt",
        multiprocessingProcess(
          "a signal is the exit code's negative",
          "an interrupt that nobody listens to is a signal, -2: there is no KeyboardInterrupt",
        ),
      ],
      [
        "test_interrupt_no_handler",
        "interrupt with the default action gives the signal's negative",
        multiprocessingProcess("a signal is the exit code's negative"),
      ],
      ["test_terminate", "terminate gives -15", multiprocessingProcess("a signal is the exit code's negative")],
      ["test_kill", "kill gives -9", multiprocessingProcess("a signal is the exit code's negative")],
      [
        "test_cpu_count",
        "the number of cores is a positive integer",
        objects("there is at least one core, and a whole number of them"),
      ],
      [
        "test_active_children",
        "active children are those started and not ended",
        multiprocessingProcess(
          "a process runs its target with arguments and captured variables, in a process of its own",
        ),
      ],
      [
        "test_recursion",
        "children start children of their own",
        multiprocessingProcess("names count up, also those of children's children"),
      ],
      [
        "test_sentinel",
        "the sentinel is ready when the process has ended, and not before",
        multiprocessingProcess(
          "the sentinel is pending while the process runs, and settles with its exit code",
          "the sentinel is a promise",
        ),
      ],
      [
        "test_close",
        "close is refused while it runs; afterwards every use is refused",
        multiprocessingProcess("a process is started once, and joined, ended and closed in its time only"),
      ],
      [
        "test_many_processes",
        "many at once, ended by themselves or terminated",
        multiprocessingProcess("many processes are joined, each with what it put"),
      ],
      [
        "test_lose_target_ref",
        "the target and its arguments are let go after the start",
        children("lets go of its target and arguments when it has ended"),
      ],
      [
        "test_child_fd_inflation",
        "children do not inherit the descriptors of their siblings",
        children("inherits no descriptor of its siblings"),
      ],
      [
        "test_wait_for_threads",
        "a child ends after its own threads",
        children("ends after its own timers, and its exit handlers run"),
      ],
      [
        "test_error_on_stdio_flush_1",
        "a child works although the parent's standard streams are broken",
        children("ends well without its standard streams"),
      ],
      [
        "test_error_on_stdio_flush_2",
        "a child works that breaks its own standard streams",
        children("ends well without its standard streams"),
      ],
      ["test_forkserver_sigint", "the fork server survives an interrupt", noServer],
      ["test_forkserver_sigkill", "a killed fork server is started again", noServer],
      ["test_forkserver_auth_is_enabled", "the fork server asks for its key", noServer],
      ["test_forkserver_without_auth_fails", "the fork server refuses a wrong key", noServer],
    ],
  },
  {
    file,
    class: "_TestSubclassingProcess",
    tests: 3,
    rows: [
      [
        "test_subclassing",
        "a subclass with its own run and pipes",
        multiprocessingProcess("a subclass travels with its fields, private ones too, and runs its own run"),
      ],
      [
        "test_stderr_flush",
        "an uncaught error is written out whole before the child ends",
        multiprocessingEndings("what a child throws is on stderr, with the child's name and its cause"),
      ],
      [
        "test_sys_exit",
        "exit codes: none, numbers, booleans, and text that goes to stderr with 1",
        multiprocessingProcess(
          "the exit code is that of process.exit, 0 after a return",
          "process.exit takes a number: text goes to console.error",
        ),
      ],
    ],
  },
  {
    file,
    class: "_TestAtExit",
    tests: 1,
    rows: [
      ["test_atexit", "exit handlers of a child run", children("ends after its own timers, and its exit handlers run")],
    ],
  },
  {
    file,
    class: "_TestSpawnedSysPath",
    tests: 2,
    rows: [
      ["test_forkserver_preload_imports_sys_path", "the fork server preloads modules", noServer],
      [
        "test_child_sys_path",
        "a child finds the modules that its parent finds",
        children("runs with the program's flags and finds its modules"),
      ],
    ],
  },
  {
    file,
    class: "TestFlags",
    tests: 1,
    rows: [
      [
        "test_flags",
        "a child runs with the flags of its parent",
        children("runs with the program's flags and finds its modules"),
      ],
    ],
  },
  {
    file,
    class: "TestNoForkBomb",
    tests: 1,
    rows: [
      [
        "test_noforkbomb",
        "a program without a guard does not start itself over and over",
        closurePrograms(
          "goes by value and is never run in a worker, not even through a module that imports it",
          "no guard is needed: the program's entry never runs in a child",
        ),
      ],
    ],
  },
  {
    file,
    class: "TestStdinBadfiledescriptor",
    tests: 3,
    rows: [
      [
        "test_queue_in_process",
        "a child uses a queue and a child of its own",
        children("has queues, pools and children of its own, and hands its arguments on to them"),
      ],
      [
        "test_pool_in_process",
        "a child uses a pool",
        children("has queues, pools and children of its own, and hands its arguments on to them"),
      ],
      [
        "test_flushing",
        "what was written before the start is not written twice",
        children("what was written before its start is not written again"),
      ],
    ],
  },
  {
    file,
    class: "TestStartMethod",
    tests: 7,
    rows: [
      [
        "test_context",
        "a context tells its start method and cannot change it",
        multiprocessingProcess("there is one way to start a process", "there is one start method"),
      ],
      ["test_context_check_module_types", "preloaded modules are named by strings", noServer],
      [
        "test_set_get",
        "the start method can be set and read",
        multiprocessingProcess("there is one way to start a process", "there is one start method"),
      ],
      [
        "test_get_all_start_methods",
        "the start methods that there are",
        multiprocessingProcess("there is one way to start a process", "there is one start method"),
      ],
      ["test_preload_resources", "the fork server preloads resources", noServer],
      [
        "test_mixed_startmethod",
        "a queue made for one start method works with processes of another",
        multiprocessingProcess("there is one way to start a process", "there is one start method: nothing mixes"),
      ],
      [
        "test_nested_startmethod",
        "a child hands its arguments on to a child of its own",
        children("has queues, pools and children of its own, and hands its arguments on to them"),
      ],
    ],
  },
]
